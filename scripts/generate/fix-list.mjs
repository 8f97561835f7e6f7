import { readFileSync } from 'node:fs'
import { literalsOf } from './literals.mjs'

/** The index of the fixes with what each mends, and the checks that none mends. */
export function fixList(fixIds, checkIds) {
  const fixes = fixIds.map(id => read('fixes', id, entries => entries.id === id && entries.title && entries.for))
  const mended = new Set(fixes.flatMap(fix => fix.for))
  return [
    '# Fixes',
    '',
    '<!-- This file is generated (no need to edit): `npm run generate`. -->',
    '',
    `${fixes.length} ways in which \`npx seaworthy repair\` mends what it found. [Repair](repair.md) says how each is judged.`,
    '',
    '| fix | what it does | checks |',
    '| --- | --- | --- |',
    ...fixes.map(
      ({ id, title, for: checks }) => `| \`${id}\` | ${title.replaceAll('|', '\\|')} | ${checks.map(check => `\`${check}\``).join(', ')} |`,
    ),
    '',
    '## Left to you and your editor',
    '',
    'For these there is no fix by rule. The report says what to do for each finding, and `seaworthy verify` says whether it worked.',
    '',
    ...checkIds
      .filter(id => !mended.has(id))
      .map(id => `- \`${id}\`: ${read('checks', id, entries => entries.id === id && entries.title).title}`),
    '',
  ].join('\n')
}

function read(folder, id, accept) {
  const file = `src/${folder}/${id}.ts`
  return literalsOf(file, readFileSync(file, 'utf8'), accept)
}
