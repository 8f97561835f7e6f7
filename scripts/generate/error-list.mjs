import { literalsOf } from './literals.mjs'

/** The page of every failure that Seaworthy explains, from the one list in the code. */
export function errorList(code) {
  const failures = literalsOf('src/base/failure.ts', code, entries => 'not-a-folder' in entries)
  return [
    '# Errors',
    '',
    '<!-- This file is generated (no need to edit): `npm run generate`. -->',
    '',
    'When Seaworthy cannot do what was asked it prints one of these with what to do about it, writes nothing, and exits with code 2.',
    '',
    '| code | meaning |',
    '| --- | --- |',
    ...Object.entries(failures).map(([name, meaning]) => `| \`${name}\` | ${meaning} |`),
    '',
  ].join('\n')
}
