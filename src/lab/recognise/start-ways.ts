import type { Package, Source, SourceFile } from '#source/source'

/** One way to start the app. */
export interface StartWay {
  /** `npm run start`, `vite preview`, … for people. */
  readonly name: string
  readonly command: string
  /** It serves what was built. */
  readonly built: boolean
  readonly mode: 'production' | 'development'
}

const RUNNER = /^(?:(?:cross-env|env)\s+)?(?:[A-Z_]+=\S+\s+)*(nodemon|pm2(?:-runtime)?|ts-node-dev|concurrently|forever)\b/

/** It serves pages only while they are written. */
const BUNDLER = /^(?:\w+=\S+ )*(?:npx )?(?:vite|react-scripts|webpack(?:-dev-server)?|parcel|ng|expo|live-server)\b(?! preview)/

/** It runs what a build leaves behind. */
const SERVES_BUILT =
  /(?:^|[\s./])(?:dist|build|out|lib|\.next|\.output|\.svelte-kit)(?:[\s/]|$)|\b(?:next|nuxt|blitz) start\b|\b(?:remix|react-router)-serve\b|\bvite preview\b|\bserve -s\b/

/** Who waits for files to change neither ends when the app does nor leaves it alone. */
const once = (text: string): string =>
  text.replaceAll(/\b(tsx|bun) watch\b/g, '$1').replaceAll(/\s--watch(?:-path[= ]\S+|-preserve-output)?(?=\s|$)/g, '')

/** The lab has built it, once: each start would do so again. */
const BUILDS_FIRST =
  /^(?:(?:npm|pnpm|yarn|bun) (?:run )?(?:build|compile)|(?:npx )?tsc(?: (?:-[bp]|--build|--project)(?: [\w./-]+)?)*)\s*&&\s*/

export function startWays(source: Source, own: Package, framework: string): readonly StartWay[] {
  const ways: StartWay[] = []
  const script = (name: string, built: boolean, mode: StartWay['mode']): void => {
    const text = own.scripts[name]
    if (!text || RUNNER.test(text)) return
    const command = once(own.scripts['build'] && built ? text.replace(BUILDS_FIRST, '') : text)
    ways.push({ name: `npm run ${name}`, command, built, mode })
  }
  const servers = entries(source, own)
  if (framework === 'next') ways.push({ name: 'next start', command: 'next start -p $PORT', built: true, mode: 'production' })
  script('start', SERVES_BUILT.test(own.scripts['start'] ?? ''), 'production')
  script('start:prod', true, 'production')
  script('serve', false, 'production')
  if (framework === 'vite')
    ways.push({ name: 'vite preview', command: 'vite preview --port $PORT --host 127.0.0.1', built: true, mode: 'production' })
  if (framework === 'nuxt') ways.push({ name: 'nuxt output', command: 'node .output/server/index.mjs', built: true, mode: 'production' })
  if (framework === 'sveltekit' || framework === 'astro')
    ways.push({
      name: 'vite preview',
      command: `${framework === 'astro' ? 'astro' : 'vite'} preview --port $PORT`,
      built: true,
      mode: 'production',
    })
  for (const name of ['dev', 'develop', 'dev:server', 'server', 'start:dev']) script(name, false, 'development')
  for (const entry of servers) ways.push({ name: `node ${entry}`, command: runs(entry), built: false, mode: 'production' })
  for (const { entry, alone } of exported(source, own)) {
    const way: StartWay = {
      name: `the app that ${entry} exports`,
      command: `${runs(entry).split(' ')[0]} $LAB_SERVE ${entry}`,
      built: false,
      mode: 'production',
    }
    if (alone) ways.unshift(way)
    else ways.push(way)
  }
  // A bundler shows the pages; where code listens as well, that is the app.
  if (framework === 'node' && servers.length > 0) ways.sort((a, b) => Number(BUNDLER.test(a.command)) - Number(BUNDLER.test(b.command)))
  return ways.filter((way, index) => ways.findIndex(other => other.command === way.command) === index)
}

const ENTRY = /^(?:src\/|server\/|api\/|backend\/|app\/)?(?:server|index|main|app|www)\.[cm]?[jt]s$/
const LISTENS = /\.listen\s*\(|\bserve\s*\(|createServer\s*\(/

const MAKES_APP = /\bexpress['"`)]*\s*\(\s*\)|\bnew Koa\b/
const EXPORTS_APP = /\bmodule\.exports\s*=\s*(?:app|server|api)\b|\bexport default (?:app|server|api)\b/
const LISTENS_AT_HOME =
  /if\s*\(\s*process\.env\.NODE_ENV\s*(?:!==?\s*['"`]production|===?\s*['"`]development)['"`]\s*\)[^}]{0,400}?\.listen\s*\(/

/** Files that export the app for a platform which calls it (Vercel): `alone` where in production nothing else listens. */
function exported(source: Source, own: Package): readonly { readonly entry: string; readonly alone: boolean }[] {
  return candidates(source, own)
    .map(({ path, file }) => ({ path, text: file.text() }))
    .filter(({ text }) => MAKES_APP.test(text) && EXPORTS_APP.test(text))
    .map(({ path, text }) => ({ entry: path, alone: LISTENS_AT_HOME.test(text) }))
}

/** Files that look like the place where a server starts to listen. */
function entries(source: Source, own: Package): string[] {
  return candidates(source, own)
    .filter(({ file }) => LISTENS.test(file.text()))
    .map(({ path }) => path)
}

/** Code that scripts name or that has a server's usual name, the named first. */
function candidates(source: Source, own: Package): readonly { readonly path: string; readonly file: SourceFile }[] {
  const within = own.folder === '' ? '' : `${own.folder}/`
  const named = [
    ...Object.values(own.scripts).flatMap(text =>
      [...text.matchAll(/(?:node|nodemon|tsx|ts-node|bun)\s+(?:watch\s+)?(?:-[\w-]+(?:[ =]\S+)?\s+)*([\w./-]+\.[cm]?[jt]s)\b/g)].map(
        match => match[1]!,
      ),
    ),
    own.main ?? '',
  ]
  const found = source.files
    .filter(file => file.kind === 'code' && file.path.startsWith(within))
    .map(file => ({ path: file.path.slice(within.length), file }))
    .filter(({ path }) => named.includes(path) || ENTRY.test(path))
  return found.toSorted((a, b) => Number(named.includes(b.path)) - Number(named.includes(a.path)))
}

const runs = (entry: string): string => (/\.[cm]?ts$/.test(entry) ? `$LAB_TSX ${entry}` : `node ${entry}`)
