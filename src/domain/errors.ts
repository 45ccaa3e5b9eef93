/** Where in a file something is wrong; line and column count from 1, column in UTF-16 units. */
export interface Place {
  file: string;
  line?: number;
  column?: number;
}

/** "policy": we refuse although we could. "input": what we were given is wrong. "operational": the machine would not let us. */
export type ErrorCategory = "policy" | "input" | "operational";

export type ErrorCode =
  | "USAGE"
  | "FILE_UNREADABLE"
  | "FILE_UNSAFE"
  | "FILE_TOO_LARGE"
  | "INVALID_UTF8"
  | "INVALID_SYNTAX"
  | "TOO_DEEP"
  | "INVALID_SHAPE"
  | "INVALID_INCLUDE"
  | "MISSING_VARIABLE"
  | "INVALID_REF"
  | "OAUTH_REF_FORBIDDEN"
  | "CONFIG_MISSING"
  | "STORE_UNREADABLE"
  | "BEING_REWRITTEN"
  | "WRITE_FAILED"
  | "OUTPUT_FAILED"
  | "INTERNAL";

/** The category of every code. */
export const CATEGORY: Readonly<Record<ErrorCode, ErrorCategory>> = {
  USAGE: "input",
  FILE_UNREADABLE: "operational",
  FILE_UNSAFE: "policy",
  FILE_TOO_LARGE: "policy",
  INVALID_UTF8: "input",
  INVALID_SYNTAX: "input",
  TOO_DEEP: "policy",
  INVALID_SHAPE: "input",
  INVALID_INCLUDE: "input",
  MISSING_VARIABLE: "input",
  INVALID_REF: "input",
  OAUTH_REF_FORBIDDEN: "input",
  CONFIG_MISSING: "input",
  STORE_UNREADABLE: "operational",
  BEING_REWRITTEN: "operational",
  WRITE_FAILED: "operational",
  OUTPUT_FAILED: "operational",
  INTERNAL: "operational",
};

/**
 * The only error that leaves a module. `message` and `hint` are complete sentences of our own: never a raw error text,
 * a cause, a snippet of input or a value, because each of them can carry a secret.
 */
export class SealError extends Error {
  override readonly name = "SealError";
  readonly code: ErrorCode;
  readonly hint: string;
  readonly place: Place | undefined;

  constructor(code: ErrorCode, message: string, hint: string, place?: Place) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.place = place;
  }

  get category(): ErrorCategory {
    return CATEGORY[this.code];
  }
}

/** A SealError as reports carry it. */
export interface Failure {
  type: ErrorCategory;
  code: ErrorCode;
  message: string;
  hint: string;
  file: string | null;
  line: number | null;
  column: number | null;
}

/** The error as reports carry it. */
export function failureOf(error: SealError): Failure {
  return {
    type: error.category,
    code: error.code,
    message: error.message,
    hint: error.hint,
    file: error.place?.file ?? null,
    line: error.place?.line ?? null,
    column: error.place?.column ?? null,
  };
}
