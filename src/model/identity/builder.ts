import type { Source } from '#source/source'

interface Trace {
  readonly builder: string
  readonly files?: RegExp
  readonly packages?: RegExp
  /** In the page, the README, the root layout and the build configuration. */
  readonly words?: RegExp
}

/** Those that build a whole app stand before editors, whose marks an exported app gains later. */
const TRACES: readonly Trace[] = [
  {
    builder: 'lovable',
    files: /^\.lovable(?:\/|$)/,
    packages: /^(?:lovable-tagger|@lovable\.dev\/.+)$/,
    words: /lovable\.(?:dev|app)|gptengineer|lovable-uploads|Lovable Generated Project/,
  },
  { builder: 'bolt', files: /^\.bolt\//, words: /bolt\.new/ },
  { builder: 'v0', words: /generator:\s*['"]v0\.(?:dev|app)['"]|\bv0\.(?:dev|app)\/chat|my-v0-project|"name":\s*"v0-/ },
  { builder: 'base44', packages: /^@base44\//, words: /base44\.(?:app|com)/ },
  { builder: 'replit', files: /^(?:\.replit|replit\.nix|replit\.md)$/, packages: /^@replit\// },
  { builder: 'firebase-studio', files: /^\.idx\// },
  { builder: 'cursor', files: /^(?:\.cursorrules$|\.cursor\/)/ },
  { builder: 'windsurf', files: /^(?:\.windsurfrules$|\.windsurf\/)/ },
  { builder: 'claude-code', files: /^(?:CLAUDE\.md$|\.claude\/)/ },
]

const TELLING = /^(?:README\.md|package\.json|(?:[\w-]+\/)?index\.html|vite\.config\.[cm]?[jt]s|(?:src\/)?app\/layout\.[jt]sx?)$/i

export function builderOf(source: Source): string | undefined {
  const packages = source.packages.flatMap(one => [...Object.keys(one.dependencies), ...Object.keys(one.devDependencies)])
  const words = source.files
    .filter(file => TELLING.test(file.path))
    .map(file => file.text())
    .join('\n')
  return TRACES.find(
    ({ files, packages: names, words: pattern }) =>
      (files && source.files.some(file => files.test(file.path))) ||
      (names && packages.some(name => names.test(name))) ||
      pattern?.test(words),
  )?.builder
}
