import { describe, expect, test } from "vitest";
import { googleCredentialsFile } from "../../src/io/evidence.js";
import { directory } from "./scene.js";

const FILE = "application_default_credentials.json";

describe("Google application default credentials", () => {
  const rows: [title: string, files: string[], env: Record<string, string>, there: boolean][] = [
    ["are the file that is named", ["adc.json"], { GOOGLE_APPLICATION_CREDENTIALS: "$H/adc.json" }, true],
    [
      "are missing if the named file is",
      [`.config/gcloud/${FILE}`],
      { GOOGLE_APPLICATION_CREDENTIALS: "$H/no" },
      false,
    ],
    ["are gcloud's own file", [`.config/gcloud/${FILE}`], {}, true],
    [
      "are gcloud's own file if the name is blank",
      [`.config/gcloud/${FILE}`],
      { GOOGLE_APPLICATION_CREDENTIALS: " " },
      true,
    ],
    ["are in gcloud's directory if that is elsewhere", [`g/${FILE}`], { CLOUDSDK_CONFIG: "$H/g" }, true],
    ["are then nowhere else", [`.config/gcloud/${FILE}`], { CLOUDSDK_CONFIG: "$H/g" }, false],
    ["are below APPDATA on Windows", [`data/gcloud/${FILE}`], { APPDATA: "$H/data" }, true],
    ["are missing otherwise", [], {}, false],
  ];
  test.each(rows)("%s", (_title, files, env, there) => {
    const { dir } = directory(Object.fromEntries(files.map((file) => [file, "{}"])));
    const filled = Object.fromEntries(Object.entries(env).map(([name, value]) => [name, value.replace("$H", dir)]));
    expect(googleCredentialsFile({ HOME: dir, ...filled }, "/nonexistent")).toBe(there);
    expect(googleCredentialsFile(filled, dir)).toBe(there);
  });
});
