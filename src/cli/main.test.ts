import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { CHECKS } from '#checks/registry.generated'
import { COMMANDS } from './commands.js'
import { seaworthy } from './run.fixture.js'

test('prints the version of the package', () => {
  const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string }
  for (const flag of ['--version', '-V']) expect(seaworthy([flag])).toEqual({ code: 0, out: `${version}\n`, err: '' })
})

test('the help names every command and every option', () => {
  const { code, out } = seaworthy(['--help'])
  expect(code).toBe(0)
  for (const { name, summary, options } of COMMANDS) {
    expect(out).toContain(`  ${name}`)
    expect(out).toContain(summary)
    const own = seaworthy([name, '--help'])
    expect(own.code).toBe(0)
    for (const option of options) expect(own.out).toContain(option.flags)
  }
})

test('`checks` lists every check with its severity', () => {
  const { code, out } = seaworthy(['checks'])
  expect(code).toBe(0)
  const rows = out.split('\n').map(line => line.split(/ {2,}/))
  for (const { id, severity, title } of CHECKS) expect(rows).toContainEqual([id, severity, title])
})

test('`explain` prints the page of a check', () => {
  const check = CHECKS[0]!
  const { code, out } = seaworthy(['explain', check.id])
  expect(code).toBe(0)
  expect(out).toContain(`# ${check.title}`)
  expect(out).toContain('## How to repair')
})

test('`explain` of a name nearly right says which was meant', () => {
  const { id } = CHECKS[0]!
  const { code, out, err } = seaworthy(['explain', `${id.slice(0, -1)}`])
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain('unknown-check')
  expect(err).toContain(`\`${id}\``)
  expect(seaworthy(['explain', 'x/zzzzzzzzzzzz']).err).toContain('seaworthy checks')
})

test.each([
  ['an unknown option', ['--nonsense'], 'nonsense'],
  ['an unknown format', ['--format', 'yaml'], 'yaml'],
  ['an unknown severity', ['--fail-on', 'severe'], 'severe'],
  ['too many folders', ['audit', 'a', 'b'], 'arguments'],
  ['no check to explain', ['explain'], 'check'],
])('%s is explained and exits with 2', (_, args, named) => {
  const { code, out, err } = seaworthy(args)
  expect({ code, out }).toEqual({ code: 2, out: '' })
  expect(err).toContain(named)
  expect(err).toContain('seaworthy --help')
  expect(err).not.toMatch(/^\s+at /m)
})
