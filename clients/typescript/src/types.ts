/** Names for what the operations take and answer, read from the generated contract. */

import type { paths } from "./schema.js";

type Get<P extends keyof paths> = paths[P] extends { get: infer O } ? O : never;

/** The JSON that `GET P` answers. */
type Answer<P extends keyof paths> =
  Get<P> extends { responses: { 200: { content: { "application/json": infer J } } } } ? J : never;

/** The query that `GET P` takes. */
type Query<P extends keyof paths> =
  Get<P> extends { parameters: { query?: infer Q } } ? NonNullable<Q> : never;

/** With `fields` an answer is no whole release: ask `client.http` for that. */
type WholeReleases<Q> = Omit<Q, "fields">;

export type ReleaseQuery = WholeReleases<Query<"/v1/releases">>;
export type ReleaseList = Answer<"/v1/releases">;
/** An entry of a list. */
export type ListedRelease = ReleaseList["data"][number];
/** One release with all of its members. */
export type Release = Answer<"/v1/releases/{id_or_slug}">;
export type FacetQuery = Query<"/v1/releases/facets">;
export type FacetAnswer = Answer<"/v1/releases/facets">;
export type RelatedQuery = WholeReleases<Query<"/v1/releases/{id_or_slug}/related">>;
export type RelatedReleases = Answer<"/v1/releases/{id_or_slug}/related">;
export type ReleaseVersions = Answer<"/v1/releases/{id_or_slug}/versions">;
export type ChangeQuery = Query<"/v1/changes">;
export type ChangePage = Answer<"/v1/changes">;
export type ChangeEntry = ChangePage["data"][number];
/** A release as the change stream has it. */
export type ChangedRelease = NonNullable<ChangeEntry["document"]>;
