import { defineFix } from '../fix.js'

export default defineFix({
  id: 'env/undeclared-variable',
  for: ['env/undeclared-variable'],
  title: 'Names a variable in the example of variables',
  *patches({ problem, finding, source }) {
    const { example, name } = problem.data as { example?: string; name?: string }
    const file = example && source.file(example)
    if (!file || !name) return
    const text = file.text()
    const newline = /\r\n/.test(text) ? '\r\n' : '\n'
    const empty = /^[A-Z_]+=""\s*$/m.test(text) ? '""' : ''
    const before = text === '' || text.endsWith('\n') ? '' : newline
    const comment = /^#/m.test(text) ? `${newline}# Read in ${finding.at.file}${newline}` : ''
    yield {
      title: `Name ${name} in ${example}`,
      says: `\`${example}\` lists \`${name}\`, so that the next deployment does not forget it.`,
      edits: [{ file: example, start: text.length, end: text.length, text: `${before}${comment}${name}=${empty}${newline}` }],
      files: [],
    }
  },
})
