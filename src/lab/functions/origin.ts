/** Where what an import names comes from in the lab. */
export type Origin =
  | { readonly kind: 'package'; readonly name: string; readonly range: string; readonly subpath: string }
  /** A file of ours that does the same, without its ending, and the packages that it needs. */
  | { readonly kind: 'ours'; readonly file: string; readonly needs?: readonly string[] }
  | { readonly kind: 'built-in'; readonly name: string }
  | { readonly kind: 'unknown'; readonly why: string }
