import { existsSync, readFileSync } from 'node:fs'
import { literalsOf } from './literals.mjs'

/** The index of the check pages, a table an area. */
export function checkList(ids) {
  const areas = [...new Set(ids.map(id => id.split('/')[0]))]
  return [
    '# Checks',
    '',
    '<!-- This file is generated (no need to edit): `npm run generate`. -->',
    '',
    `${ids.length} failing states, each with a page that says what can happen and how to repair it. \`npx seaworthy explain <check>\` prints the page.`,
    ...areas.flatMap(area => [
      '',
      `## ${area}`,
      '',
      '| check | severity | what it finds |',
      '| --- | --- | --- |',
      ...ids.filter(id => id.startsWith(`${area}/`)).map(row),
    ]),
    '',
  ].join('\n')
}

function row(id) {
  const file = `src/checks/${id}.ts`
  const check = literalsOf(file, readFileSync(file, 'utf8'), entries => entries.id === id && entries.title)
  const name = existsSync(`src/checks/${id}.md`) ? `[\`${id}\`](../src/checks/${id}.md)` : `\`${id}\``
  return `| ${name} | ${check.severity} | ${check.title.replaceAll('|', '\\|')} |`
}
