// The layers of src/, in the order in which data flows. A folder imports only from folders before it.
// docs/architecture.md is tested against this list.
export const LAYERS = [
  'base',
  'source',
  'database',
  'facts',
  'plugins',
  'model',
  'checks',
  'triage',
  'lab',
  'probes',
  'fixes',
  'rescue',
  'report',
]

const TESTS = '\\.(test|fixture)\\.ts$'
const folders = names => `^src/(${names.join('|')})/`

const layers = LAYERS.flatMap((layer, index) => {
  const later = [...LAYERS.slice(index + 1), 'cli']
  return {
    name: `${layer}-looks-back-only`,
    comment: `Data flows one way: ${layer}/ is read by ${later.join(', ')}, so what it needs from them belongs before it.`,
    severity: 'error',
    from: { path: folders([layer]), pathNot: TESTS },
    to: { path: [folders(later), '^src/[^/]+\\.ts$'] },
  }
})

export default {
  forbidden: [
    ...layers,
    {
      name: 'folders-are-layers',
      comment: 'A folder that is in no layer has no rule: put it in the list above, where the data it produces belongs.',
      severity: 'error',
      from: {},
      to: { path: '^src/[^/]+/', pathNot: [folders([...LAYERS, 'cli'])] },
    },
    {
      name: 'nothing-imports-the-command-line',
      comment: 'cli/ prints and exits; a library that imports it would do both.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['^src/cli/', TESTS] },
      to: { path: '^src/cli/' },
    },
    {
      name: 'code-needs-no-test',
      comment: 'Tests and fixtures are not in the package: code that imports one breaks on the user’s machine.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: TESTS },
    },
    {
      name: 'only-source-reads-the-app',
      comment: 'The app is read once, in source/. A second reader sees other files, skips limits, and cannot be cached.',
      severity: 'error',
      from: { path: folders(['facts', 'plugins', 'model', 'checks', 'triage']), pathNot: [TESTS, '/cache\\.ts$'] },
      to: { path: '^(node:)?(fs|fs/promises|child_process|http|https|net)$' },
    },
    {
      name: 'checks-ask-the-model',
      comment: 'A second audit reads a cached model and runs the checks: one that imports a plugin loads what was there to read the code.',
      severity: 'error',
      from: { path: folders(['checks', 'triage', 'report']), pathNot: TESTS },
      to: { path: ['^src/plugins/', '^src/model/interpret/'], dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'audit-loads-no-compiler',
      comment: 'typescript takes ten times longer to start than the audit to run; code is read with oxc-parser.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { path: 'node_modules/typescript/' },
    },
    {
      name: 'declared-packages-only',
      comment: 'What is not in `dependencies` is not there on the user’s machine.',
      severity: 'error',
      from: { path: '^src/', pathNot: TESTS },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown', 'unknown', 'undetermined'], pathNot: '^node:' },
    },
    {
      name: 'resolvable',
      comment: 'An import that leads nowhere fails when it is loaded, which may be never in a test.',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-circles-between-folders',
      comment: 'Functions of one folder may call each other in a circle, as grammars do; folders in a circle cannot be read one by one.',
      severity: 'error',
      from: { path: '^(src/.+)/[^/]+$', pathNot: TESTS },
      to: { circular: true, via: { pathNot: '^$1/', dependencyTypesNot: ['type-only'] } },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|apps|node_modules/.cache)/' },
    parser: 'swc',
    // The condition under which `#folder/file` means the source, not what was built from it.
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['seaworthy-source', 'import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.json'],
    },
    cache: false,
  },
}
