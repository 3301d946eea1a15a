/** The change stream: every public fact in order, each with what to do about it. */

import { parameterOf } from "./pages.js";
import type { Notice } from "./problems.js";
import type { ChangedRelease, ChangeEntry, ChangePage } from "./types.js";

interface Fact {
  /** Keep this with your copy: `changes({ since })` goes on after this entry. */
  cursor: string;
  seq: number;
  releaseId: string;
  version: number;
  at: string;
  url: string;
  entry: ChangeEntry;
}

/** What a correction says of itself. */
export interface CorrectionNote {
  note: string;
  /** How grave it is; an open list. */
  severity: string;
  /** What a partner has to do; an open list. */
  action: string;
}

/** A release became public: store `release`. Null when a later entry has it. */
export interface Published extends Fact {
  kind: "published";
  release: ChangedRelease | null;
}

/** It was changed, and nothing was wrong before; or it came into your filters by that. */
export interface Updated extends Fact {
  kind: "updated";
  release: ChangedRelease | null;
}

/** Something was wrong: store `release`, show `correction`. Null for what was withdrawn later. */
export interface Corrected extends Fact {
  kind: "corrected";
  release: ChangedRelease | null;
  correction: CorrectionNote | null;
}

/** It is public no more: take it down, at all of its `addresses`. */
export interface Withdrawn extends Fact {
  kind: "withdrawn";
  release: null;
  notice: Notice | null;
  addresses: readonly string[];
}

/** It is public, but no longer fits your filters: take it down. */
export interface Left extends Fact {
  kind: "left";
  release: null;
}

/** A kind that came after this client (`entry.kind`): store `release` if there is one. */
export interface OtherChange extends Fact {
  kind: "other";
  release: ChangedRelease | null;
}

/** Switch on `kind`. */
export type Change = Published | Updated | Corrected | Withdrawn | Left | OtherChange;

/** Gives each entry in order, and remembers how far it has come. */
export class Changes implements AsyncIterable<Change> {
  readonly #read: (since: string | undefined) => Promise<ChangePage>;
  readonly #follows: boolean;
  #cursor: string | undefined;

  constructor(
    read: (since: string | undefined) => Promise<ChangePage>,
    since: string | undefined,
    follows: boolean,
  ) {
    this.#read = read;
    this.#cursor = since;
    this.#follows = follows;
  }

  /** Where to go on: after the last entry that was given, or after the last page. */
  get cursor(): string | undefined {
    return this.#cursor;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Change, void, undefined> {
    let more = true;
    while (more) {
      const page = await this.#read(this.#cursor);
      for (const entry of page.data) {
        this.#cursor = entry.cursor;
        yield changeOf(entry);
      }
      // Also after a page without entries: what was examined and does not fit is behind.
      this.#cursor = parameterOf(page.links.next, "since") ?? this.#cursor;
      more = page.meta.more || this.#follows;
    }
  }
}

function changeOf(entry: ChangeEntry): Change {
  const { cursor, seq, version, at, url } = entry;
  const fact: Fact = { cursor, seq, releaseId: entry.release_id, version, at, url, entry };
  const release = entry.document;
  switch (entry.kind) {
    case "published":
    case "updated":
      return { ...fact, kind: entry.kind, release };
    case "corrected":
      return { ...fact, kind: "corrected", release, correction: entry.note as CorrectionNote | null };
    case "withdrawn": {
      const notice = entry.note as Notice | null;
      return { ...fact, kind: "withdrawn", release: null, notice, addresses: entry.addresses ?? [] };
    }
    case "left":
      return { ...fact, kind: "left", release: null };
    default:
      return { ...fact, kind: "other", release };
  }
}
