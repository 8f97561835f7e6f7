import { defineFix } from '../fix.js'

export default defineFix({
  id: 'access/open-function',
  for: ['access/open-endpoint'],
  title: 'Lets the platform ask for a token before a function runs',
  *patches({ finding, source }) {
    const name = /^verify_jwt (.+)$/.exec(finding.key)?.[1]
    const file = source.file(finding.at.file)
    if (!name || !file) return
    const lines = file.text().split('\n')
    const index = finding.at.line - 1
    const start = lines.slice(0, index).join('\n').length + (index > 0 ? 1 : 0)
    const value = lines[index]?.search(/\bfalse\b/) ?? -1
    if (value < 0) return
    yield {
      title: `Let the platform ask for a token before ${name} runs`,
      says: `Supabase refuses calls of \`${name}\` that carry no token of the project. Who may call it, the function still has to ask.`,
      edits: [{ file: file.path, start: start + value, end: start + value + 5, text: 'true' }],
      files: [],
    }
  },
})
