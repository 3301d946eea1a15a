/** What the client keeps, to be asked with `If-None-Match` whether it still holds. */

/** One answer with its entity tag. Plain data, so that any store can hold it. */
export interface CachedAnswer {
  etag: string;
  headers: [name: string, value: string][];
  body: string;
}

/** Where answers are kept: in memory by default, in Redis or a file if you like. */
export interface CacheStore {
  get(key: string): CachedAnswer | undefined | Promise<CachedAnswer | undefined>;
  set(key: string, answer: CachedAnswer): void | Promise<void>;
}

/** Keeps the answers that were used last, in memory. */
export class MemoryCache implements CacheStore {
  readonly #answers = new Map<string, CachedAnswer>();
  #size = 0;

  /** @param maxCharacters The most that all bodies together may have. */
  constructor(
    readonly maxAnswers = 200,
    readonly maxCharacters = 10_000_000,
  ) {}

  get(key: string): CachedAnswer | undefined {
    const answer = this.#answers.get(key);
    if (answer) {
      // A Map keeps the order of insertion: what was used last stands last.
      this.#answers.delete(key);
      this.#answers.set(key, answer);
    }
    return answer;
  }

  set(key: string, answer: CachedAnswer): void {
    this.#remove(key);
    if (answer.body.length > this.maxCharacters) return;
    this.#answers.set(key, answer);
    this.#size += answer.body.length;
    for (const oldest of this.#answers.keys()) {
      if (this.#answers.size <= this.maxAnswers && this.#size <= this.maxCharacters) break;
      this.#remove(oldest);
    }
  }

  #remove(key: string): void {
    this.#size -= this.#answers.get(key)?.body.length ?? 0;
    this.#answers.delete(key);
  }
}
