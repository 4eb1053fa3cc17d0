/** What the tests use of oembetter, which has no types of its own. */
declare module 'oembetter' {
  type Answer = Readonly<Record<string, unknown>>;
  interface Client {
    fetch(url: string, options: object, done: (error: Error | null, answer?: Answer) => void): void;
  }
  export default function oembetter(): Client;
}
