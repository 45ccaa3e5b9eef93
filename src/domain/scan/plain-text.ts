import { findingKind } from "../finding-kind.js";
import { lineFinder } from "../json/lines.js";
import { isNonSecretMarker } from "../marker.js";
import { type ScanFinding, WHOLE_FILE } from "./finding.js";
import { credentialName } from "./names.js";
import { findShape } from "./shapes.js";
import { isTemplate } from "./template.js";
import { urlCredentials } from "./url.js";

export interface PlainOptions {
  /** The text is a damaged JSON file: quoted values of credential names count as well. */
  damaged?: boolean;
}

const URL_WITH_USER = /[A-Za-z][A-Za-z0-9+.-]{0,31}:\/\/[^\s"'<>`/?#@]{1,512}:[^\s"'<>`/?#@]{1,512}@[A-Za-z0-9[]/g;
const QUOTED_PAIR = /"([A-Za-z][\w-]{1,63})"[\t ]{0,8}:[\t ]{0,8}"([^"\n]{3,512})/g;

// Amazon's own documentation, copied into many a README.
const DOCUMENTED = /^(?:AKIAIOSFODNN7EXAMPLE|wJalrXUtnFEMI\/K7MDENG)/;
// Passwords of examples and of databases that only a developer's own machine has.
const EXAMPLE_PASSWORDS =
  /^(?:pass(?:word|wd)?|pwd|secret|token|user(?:name)?|postgres(?:ql)?|mysql|root|admin|test(?:ing)?|example|guest|changeme|minio(?:admin)?|redis|mongo|dev|local|foo|bar|x+|\*+|\.+|your[-_]?\w*|my[-_]?\w*|<.*|\{.*|\[.*|%.*|#.*|:.*)$/i;

/**
 * Finds secrets in a file of any kind, as CI scans a repository: only what has a vendor's form, and passwords in URLs. Linear; what
 * documentation writes in place of a secret does not count. Never throws.
 */
export function scanPlainText(text: string, options: PlainOptions = {}): ScanFinding[] {
  const place = lineFinder(text);
  const findings: ScanFinding[] = [];
  const add = (offset: number, reason: string, confidence: "name" | "shape"): void => {
    const { severity } = findingKind("PLAINTEXT_FOUND");
    const at = { offset, ...place(offset), jsonPath: WHOLE_FILE };
    findings.push({ code: "PLAINTEXT_FOUND", severity, ...at, reason, confidence });
  };
  for (let found = findShape(text); found; found = findShape(text, found.end))
    if (!isDocumented(text, found.start)) add(found.start, found.id, "shape");
  for (const match of text.matchAll(URL_WITH_USER))
    if (isLiteralUrl(match[0])) add(match.index, "url-userinfo", "shape");
  if (options.damaged)
    for (const match of text.matchAll(QUOTED_PAIR))
      if (credentialName(match[1] ?? "") === "strong" && isSecretText(match[2] ?? ""))
        add(match.index + match[0].length - 1 - (match[2] ?? "").length, "credential-name", "name");
  return findings.sort((a, b) => a.offset - b.offset);
}

function isDocumented(text: string, at: number): boolean {
  return DOCUMENTED.test(text.slice(at, at + 24));
}

function isLiteralUrl(url: string): boolean {
  if (!urlCredentials(url).some(({ literal }) => literal)) return false;
  const userinfo = url.slice(url.indexOf("://") + 3, url.lastIndexOf("@"));
  const [user = "", password = ""] = userinfo.split(/:(.*)/s);
  if (/^(?:anonymous|anon|guest)?$/i.test(user)) return false;
  return password.length > 4 && !EXAMPLE_PASSWORDS.test(password);
}

function isSecretText(value: string): boolean {
  return !isTemplate(value) && !isNonSecretMarker(value) && !/^[A-Z][A-Z0-9_]*$/.test(value) && !value.startsWith("!");
}
