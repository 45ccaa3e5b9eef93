/**
 * The part of OpenClaw's plugin API that is used, as 2026.3.1 and 2026.9.6 have it; what only one of them has is optional.
 * Source: plugin types and docs of both releases. Nothing is imported from OpenClaw: its module paths differ between them.
 */
export interface Host {
  /** Why the plugin is loaded: "full" in a gateway, "discovery" and others elsewhere; absent in 2026.3.1. */
  registrationMode?: string;
  logger: Logger;
  /** Not to be touched before something runs: 2026.9.6 throws on it in some modes. */
  runtime?: { version?: string };
  on(hook: "gateway_start", handler: (event: unknown, context?: StartContext) => Promise<void>): void;
  registerCli?(registrar: (context: { program: Program }) => void, options: CliOptions): void;
  /**
   * From 2026.5.18 on. Up to 2026.9.6 its `security audit --deep` loads plugins without registering them, so that the
   * findings of none but its own are listed there (run on 2026.9.6; code of 2026.5.18 and 2026.7.1).
   */
  registerSecurityAuditCollector?(collector: (context: AuditContext) => Promise<AuditFinding[]>): void;
}

export interface Logger {
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

interface StartContext {
  abortSignal?: AbortSignal;
}

interface CliOptions {
  commands: string[];
  descriptors: { name: string; description: string; hasSubcommands: boolean }[];
}

/** Of Commander: 14 in 2026.3.1, 15 in 2026.9.6. */
export interface Program {
  command(name: string): Program;
  description(text: string): Program;
  allowUnknownOption(): Program;
  allowExcessArguments(): Program;
  helpOption(flags: false): Program;
  action(run: () => Promise<void>): Program;
}

export interface AuditContext {
  env: Readonly<Record<string, string | undefined>>;
  stateDir: string;
}

export interface AuditFinding {
  checkId: string;
  severity: "info" | "warn" | "critical";
  title: string;
  detail: string;
  remediation?: string;
}
