/** Typed client of Dateline, an API for press releases. */

export { MemoryCache, type CachedAnswer, type CacheStore } from "./cache.js";
export {
  Changes,
  type Change,
  type Corrected,
  type CorrectionNote,
  type Left,
  type OtherChange,
  type Published,
  type Updated,
  type Withdrawn,
} from "./changes.js";
export { createClient, DatelineClient, type CallOptions, type ClientOptions } from "./client.js";
export { Pages } from "./pages.js";
export * from "./problems.js";
export type { components, operations, paths } from "./schema.js";
export type * from "./types.js";
