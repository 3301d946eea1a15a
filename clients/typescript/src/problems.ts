/** Errors of the API (RFC 9457) as classes: catch the one that you handle, and `Problem` for the rest. */

import type { components } from "./schema.js";

/** One fault of a request: where it is, what is wrong, and what was probably meant. */
export type Fault = components["schemas"]["Fault"];

/** Why a release was withdrawn. It holds nothing of the withdrawn text. */
export type Notice = components["schemas"]["Notice"];

type Members = Record<string, unknown>;

/** An answer with a status of 400 or above. `type` is from a closed list: branch on `code`. */
export class Problem extends Error {
  override readonly name: string = "Problem";
  /** Address of the page that explains the type; `about:blank` when something before the API answered. */
  readonly type: string;
  /** The type in short, such as `invalid`; empty when something before the API answered. */
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** Names the request as the server's log does. */
  readonly instance: string | null;
  /** All members of the answer. */
  readonly members: Readonly<Members>;

  constructor(
    readonly status: number,
    members: Members,
    readonly headers: Headers,
  ) {
    const title = text(members.title) ?? `HTTP ${status}`;
    const detail = text(members.detail) ?? title;
    super(detail);
    this.members = members;
    this.type = text(members.type) ?? "about:blank";
    this.code = text(members.code) ?? "";
    this.title = title;
    this.detail = detail;
    this.instance = text(members.instance);
  }

  /** Seconds that the server asks to wait before the request is sent again. */
  get retryAfter(): number | null {
    return retryAfter(this.headers);
  }
}

/** 422 `invalid`: `errors` lists every fault, with a suggestion where something near was meant. */
export class InvalidProblem extends Problem {
  override readonly name = "InvalidProblem";
  get errors(): readonly Fault[] {
    return (this.members.errors as Fault[] | undefined) ?? [];
  }
}

/** 410 `withdrawn`: take the text down, show `notice` in its place. */
export class GoneProblem extends Problem {
  override readonly name = "GoneProblem";
  get notice(): Notice | null {
    return (this.members.notice as Notice | undefined) ?? null;
  }
}

/** 404 `not-found`. */
export class NotFoundProblem extends Problem {
  override readonly name = "NotFoundProblem";
}

/** 401 `unauthenticated`: no key, or one that is not valid. */
export class UnauthenticatedProblem extends Problem {
  override readonly name = "UnauthenticatedProblem";
}

/** 403 `forbidden`: the key lacks a scope. */
export class ForbiddenProblem extends Problem {
  override readonly name = "ForbiddenProblem";
}

/** 409 `subscription-not-in-this-state`: `state` is the one it is in, `remedy` what would help. */
export class SubscriptionStateProblem extends Problem {
  override readonly name = "SubscriptionStateProblem";
  get state(): string | null {
    return text(this.members.state);
  }
  get remedy(): string | null {
    return text(this.members.remedy);
  }
}

/** 412 `stale`: somebody changed it first. `etag` is the current tag. */
export class StaleProblem extends Problem {
  override readonly name = "StaleProblem";
  get etag(): string | null {
    return text(this.members.etag);
  }
}

/** 429: more than the server takes. It was sent again as often as `retries` says. */
export class TooManyRequestsProblem extends Problem {
  override readonly name = "TooManyRequestsProblem";
}

/** 503: the server is busy. It was sent again as often as `retries` says. */
export class UnavailableProblem extends Problem {
  override readonly name = "UnavailableProblem";
}

const BY_CODE: Readonly<Record<string, typeof Problem>> = {
  invalid: InvalidProblem,
  withdrawn: GoneProblem,
  "not-found": NotFoundProblem,
  unauthenticated: UnauthenticatedProblem,
  forbidden: ForbiddenProblem,
  "subscription-not-in-this-state": SubscriptionStateProblem,
  stale: StaleProblem,
};

/** For answers of proxies, which name no type, and for types that came later. */
const BY_STATUS: Readonly<Record<number, typeof Problem>> = {
  401: UnauthenticatedProblem,
  403: ForbiddenProblem,
  404: NotFoundProblem,
  429: TooManyRequestsProblem,
  503: UnavailableProblem,
};

/** Reads the body of an answer that failed; one that is no problem+json becomes a plain `Problem`. */
export async function problemOf(response: Response): Promise<Problem> {
  let members: Members = {};
  if (/\bjson\b/.test(response.headers.get("content-type") ?? "")) {
    const read: unknown = await response.json().catch(() => null);
    if (typeof read === "object" && read !== null) members = read as Members;
  } else {
    await response.body?.cancel();
  }
  const Class = BY_CODE[text(members.code) ?? ""] ?? BY_STATUS[response.status] ?? Problem;
  return new Class(response.status, members, response.headers);
}

/** Seconds in `Retry-After`, which may also be a date (RFC 9110 section 10.2.3); null without one. */
export function retryAfter(headers: Headers): number | null {
  const given = headers.get("retry-after")?.trim();
  if (!given) return null;
  if (/^\d+$/.test(given)) return Number(given);
  const at = Date.parse(given);
  return Number.isNaN(at) ? null : Math.max(0, (at - Date.now()) / 1000);
}

function text(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}
