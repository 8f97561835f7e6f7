import { defineFix } from '../fix.js'

export default defineFix({
  id: 'broken/webhook-behind-token-check',
  for: ['broken/webhook-behind-token-check'],
  title: 'Lets the provider of a webhook through to the function that checks its signature',
  *patches({ finding, source }) {
    const name = /\[functions\.([\w-]+)\]/.exec(finding.help)?.[1]
    const file = source.files.find(one => /(?:^|\/)supabase\/config\.toml$/.test(one.path))
    if (!name || !file) return
    const text = file.text()
    const section = new RegExp(`^\\[functions\\.${name}\\][^\\[]*?verify_jwt\\s*=\\s*(true)`, 'm').exec(text)
    const start = section ? section.index + section[0].length - 4 : text.length
    const edit = section
      ? { file: file.path, start, end: start + 4, text: 'false' }
      : { file: file.path, start, end: start, text: `${text.endsWith('\n') ? '' : '\n'}\n[functions.${name}]\nverify_jwt = false\n` }
    yield {
      title: `Let the provider reach ${name}`,
      says: `The platform no longer asks for a token that the provider does not have; \`${name}\` checks the signature itself.`,
      edits: [edit],
      files: [],
    }
  },
})
