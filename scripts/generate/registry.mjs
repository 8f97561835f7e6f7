/** The module that imports every check, in the order of their ids. */
export const registry = ids => listOf(ids, 'Check', 'CHECKS', './check.js')

/** The module that imports every fix, in the order of their ids. */
export const fixRegistry = ids => listOf(ids, 'Fix', 'FIXES', './fix.js')

function listOf(ids, type, list, from) {
  return [
    '// This file is generated (no need to edit): `npm run generate`.',
    ...(ids.length ? ['', ...ids.map(id => `import ${nameOf(id)} from './${id}.js'`)] : []),
    `import type { ${type} } from '${from}'`,
    '',
    `export const ${list}: readonly ${type}[] = [`,
    ...ids.map(id => `  ${nameOf(id)},`),
    ']',
    '',
  ].join('\n')
}

const nameOf = id => id.replace(/[/-]([a-z0-9])/g, (_, letter) => letter.toUpperCase())
