export {
  type CheckSecretsAtRestOptions,
  checkSecretsAtRest,
  type EnsureModelsJsonOptions,
  ensureModelsJson,
  type MigrateSecretsOptions,
  migrateSecrets,
  type ProbeCredentialsOptions,
  probeCredentials,
  type ResolveSecretRefsOptions,
  resolveSecretRefs,
  type StateOptions,
} from "./app/library.js";
export {
  type AuthInput,
  classifyAuthSources,
  type ModelsJsonPlan,
  type PlanModelsJsonInput,
  planModelsJson,
} from "./domain/api.js";
export {
  type EligibilityReason,
  evaluateCredential,
  evaluateProfile,
  type ProbeEligibilityReason,
} from "./domain/auth/eligibility.js";
export { findOAuthRefViolations } from "./domain/auth/oauth-policy.js";
export { resolveAuthOrder } from "./domain/auth/order.js";
export type { BaselineUse, CheckFinding, CheckReport, CheckStatus, RefResolution } from "./domain/check-report.js";
export type { LocalEvidence } from "./domain/classify.js";
export type { Env } from "./domain/config/substitute.js";
export { type ErrorCategory, type ErrorCode, type Failure, type Place, SealError } from "./domain/errors.js";
export type { Counter, Finding, FindingCode, Severity } from "./domain/findings.js";
export { isSensitiveHeaderName } from "./domain/header.js";
export type { KeyState } from "./domain/key-state.js";
export { isNonSecretMarker, type MarkerField } from "./domain/marker.js";
export type { Action as MigrateAction, Verdict as MigrateVerdict } from "./domain/migrate/item.js";
export type { FileStatus, MigrateFile, MigrateItem, MigrateReport } from "./domain/migrate-report.js";
export type { ProbeReasonCode, ProbeReport, ProbeResult, ProbeSource, ProviderWithout } from "./domain/probe-report.js";
export {
  coerceSecretRef,
  isValidSecretRef,
  type SecretDefaults,
  type SecretRef,
  type SecretSource,
} from "./domain/ref.js";
export type { AgentReport, AgentStatus, GenerateReport, ReportedChange } from "./domain/report.js";
export type { RefFailure, Resolution, ResolutionCode } from "./domain/resolution.js";
export { Secret } from "./domain/secret.js";
export type { AuthSource, RuleName, RuleReason, Source, SourceKind } from "./domain/source.js";
