/** A list that is read page by page while it is walked through. */

/** Gives each entry in order; `pages()` gives whole pages, with `meta` and `facets`. */
export class Pages<Entry, Page extends { data: readonly Entry[]; links: { next?: string | null } }>
  implements AsyncIterable<Entry>
{
  readonly #read: (cursor: string | undefined) => Promise<Page>;

  constructor(read: (cursor: string | undefined) => Promise<Page>) {
    this.#read = read;
  }

  /** The first page alone. */
  first(): Promise<Page> {
    return this.#read(undefined);
  }

  async *pages(): AsyncGenerator<Page, void, undefined> {
    let cursor: string | undefined;
    do {
      const page = await this.#read(cursor);
      yield page;
      cursor = parameterOf(page.links.next, "cursor");
    } while (cursor !== undefined);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Entry, void, undefined> {
    for await (const page of this.pages()) yield* page.data;
  }
}

/**
 * One parameter of a link. The link itself holds the address that the server has of itself; behind
 * a proxy the client has another one.
 */
export function parameterOf(link: string | null | undefined, name: string): string | undefined {
  if (!link) return undefined;
  return new URL(link, "http://relative.invalid").searchParams.get(name) ?? undefined;
}
