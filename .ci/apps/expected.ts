/** What every app has to find on the server of the tests. */

declare const process: { env: Record<string, string | undefined>; exit(code: number): never };

export const baseUrl = process.env.DATELINE_TEST_URL ?? "";
export const withdrawn = process.env.DATELINE_TEST_WITHDRAWN ?? "";

export interface Found {
  titles: (string | undefined)[];
  body: string | undefined;
  kinds: string[];
  next: string | undefined;
  notice: string | undefined;
}

export function check(found: Found): void {
  const right =
    found.titles.length === 2 &&
    found.titles.every(Boolean) &&
    found.body?.includes("<p>") &&
    found.kinds.length > 1 &&
    found.next?.includes("since=") &&
    found.notice === process.env.DATELINE_TEST_NOTICE;
  if (!right) {
    console.error(found);
    process.exit(1);
  }
}
