/** The client: readers' questions as methods, every other operation through `http`. */

import createFetchClient, { type Client as FetchClient } from "openapi-fetch";

import { type CacheStore, MemoryCache } from "./cache.js";
import { Changes } from "./changes.js";
import { Pages } from "./pages.js";
import type { paths } from "./schema.js";
import { transport } from "./transport.js";
import type {
  ChangeQuery,
  FacetAnswer,
  FacetQuery,
  ListedRelease,
  RelatedQuery,
  RelatedReleases,
  Release,
  ReleaseList,
  ReleaseQuery,
  ReleaseVersions,
} from "./types.js";

export interface ClientOptions {
  /** Where the API is, such as `https://press.example`. */
  baseUrl: string;
  /** A partner's key. It belongs on a server, never in a page. */
  key?: string;
  fetch?: (request: Request) => Promise<Response>;
  /** Language of labels, as in `Accept-Language`; `lang` of a query goes first. */
  language?: string;
  /** By default memory outside of browsers; a browser has a cache of its own. `false`: none. */
  cache?: CacheStore | false;
  /** How often a request is sent again after 429 or 503; 3 by default. */
  retries?: number;
  /** Longest wait before that, in seconds; 60 by default. */
  maxWaitSeconds?: number;
}

export interface CallOptions {
  signal?: AbortSignal;
}

export class DatelineClient {
  /** Every operation by its path, typed: `client.http.GET("/v1/themes")`. Throws `Problem` too. */
  readonly http: FetchClient<paths>;

  constructor(options: ClientOptions) {
    const inBrowser = "document" in globalThis;
    const cache = options.cache ?? (inBrowser ? false : new MemoryCache());
    this.http = createFetchClient<paths>({
      baseUrl: options.baseUrl,
      fetch: transport({
        fetch: options.fetch ?? ((request) => globalThis.fetch(request)),
        key: options.key,
        language: options.language,
        cache: cache || undefined,
        retries: options.retries ?? 3,
        maxWaitSeconds: options.maxWaitSeconds ?? 60,
      }),
    });
  }

  /** Releases under filters: `for await (const release of client.releases({ location: ["TR"] }))`. */
  releases(query: ReleaseQuery = {}, options: CallOptions = {}): Pages<ListedRelease, ReleaseList> {
    return new Pages(async (cursor) => {
      const asked = cursor === undefined ? query : { ...query, cursor };
      return data(await this.http.GET("/v1/releases", { params: { query: asked }, ...options }));
    });
  }

  /** One release by id or slug; a former slug leads to it. Throws `GoneProblem` once it is withdrawn. */
  async release(idOrSlug: string, options: CallOptions = {}): Promise<Release> {
    const path = { id_or_slug: idOrSlug };
    return data(
      await this.http.GET("/v1/releases/{id_or_slug}", { params: { path }, ...options }),
    );
  }

  /** How many releases there are of each place, theme, kind, and so on. */
  async facets(query: FacetQuery = {}, options: CallOptions = {}): Promise<FacetAnswer> {
    return data(await this.http.GET("/v1/releases/facets", { params: { query }, ...options }));
  }

  /** Releases with a place, theme or words in common with this one. */
  async related(
    idOrSlug: string,
    query: RelatedQuery = {},
    options: CallOptions = {},
  ): Promise<RelatedReleases> {
    const params = { path: { id_or_slug: idOrSlug }, query };
    return data(await this.http.GET("/v1/releases/{id_or_slug}/related", { params, ...options }));
  }

  /** What became public of this release, and when. */
  async versions(idOrSlug: string, options: CallOptions = {}): Promise<ReleaseVersions> {
    const path = { id_or_slug: idOrSlug };
    return data(
      await this.http.GET("/v1/releases/{id_or_slug}/versions", { params: { path }, ...options }),
    );
  }

  /**
   * Every public fact after `since`, to keep a copy by. Ends at the newest one; with `wait` (seconds
   * of a long poll) it goes on for ever, until `signal` aborts.
   */
  changes(query: ChangeQuery = {}, options: CallOptions = {}): Changes {
    const { since: start, ...filters } = query;
    const read = async (since: string | undefined) => {
      const asked = since === undefined ? filters : { ...filters, since };
      return data(await this.http.GET("/v1/changes", { params: { query: asked }, ...options }));
    };
    return new Changes(read, start, query.wait !== undefined);
  }
}

/** Makes a client; nothing is asked yet. */
export function createClient(options: ClientOptions): DatelineClient {
  return new DatelineClient(options);
}

/** The body of an answer: others than 2xx were thrown as problems before. */
function data<T>(answer: { data?: T }): T {
  if (answer.data === undefined) throw new TypeError("The answer has no body.");
  return answer.data;
}
