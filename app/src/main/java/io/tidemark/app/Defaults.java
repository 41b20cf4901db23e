package io.tidemark.app;

import com.typesafe.config.ConfigFactory;

/** The defaults of the settings, as {@code reference.conf} states them. */
final class Defaults {

  private Defaults() {}

  /** The default as help and documentation show it. */
  static String of(SettingTable.Setting setting) {
    String value = ConfigFactory.defaultReference().getString(setting.path());
    return value.isEmpty() ? "empty" : value;
  }
}
