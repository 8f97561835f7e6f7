import type { FileKind } from './source.js'

const EXTENSIONS: Readonly<Record<FileKind, string>> = {
  code: 'js jsx ts tsx mjs cjs mts cts',
  sql: 'sql ddl',
  prisma: 'prisma',
  json: 'json jsonc json5 webmanifest',
  toml: 'toml',
  yaml: 'yml yaml',
  env: 'env',
  markup: 'html htm vue svelte astro ejs hbs handlebars mustache pug jade swig njk liquid xml svg',
  text: 'md mdx txt css scss sass less graphql gql sh bash py rb php go rs java csv tsv log pem key crt cer conf ini cfg properties rules http',
  binary:
    'png jpg jpeg gif webp avif ico bmp tiff psd pdf woff woff2 ttf otf eot mp3 mp4 m4a m4v mov avi webm ogg wav zip gz tgz bz2 xz 7z rar tar jar exe dll so dylib node wasm db sqlite sqlite3 db3 bin dat p12 pfx jks lockb',
}

const KIND_OF = new Map(
  Object.entries(EXTENSIONS).flatMap(([kind, list]) => list.split(' ').map(extension => [extension, kind as FileKind] as const)),
)

/** Names of files that hold variables: `.env`, `.env.local`, `env.example`, `.dev.vars` (Cloudflare), `vars.env`. */
const ENV_NAME =
  /^(?:\.env(?:rc)?(?:[.\-_].+)?|env\.(?:example|sample|template|dist|local)|\.dev\.vars(?:\..+)?|[\w.-]+\.env(?:\.(?:example|sample|template))?)$/i

/** What a file is read as, from its name alone. */
export function kindOf(path: string): FileKind {
  const name = path.slice(path.lastIndexOf('/') + 1)
  const dot = name.lastIndexOf('.')
  const byExtension = dot > 0 ? KIND_OF.get(name.slice(dot + 1).toLowerCase()) : undefined
  if (byExtension === 'code' || byExtension === 'binary') return byExtension
  if (ENV_NAME.test(name)) return 'env'
  return byExtension ?? 'text'
}
