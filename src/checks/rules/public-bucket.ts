import { defineCheck } from '#checks/check'
import { isPrivateFiles } from './sensitive.js'

export default defineCheck({
  id: 'rules/public-bucket',
  title: 'A bucket for private files is public',
  why: 'Files of a public bucket are served to anyone who has or guesses their address, whatever the policies say.',
  severity: 'high',
  refs: ['CWE-732', 'CWE-552', 'OWASP-API1:2023'],
  needs: ['buckets'],
  *find({ buckets }) {
    const said = new Set<string>()
    for (const bucket of buckets) {
      if (!bucket.public || said.has(bucket.name) || !isPrivateFiles(bucket.name)) continue
      said.add(bucket.name)
      yield {
        at: bucket.at,
        certainty: 'likely',
        message: `The bucket \`${bucket.name}\` is public, so anyone can open the files in it without signing in.`,
        help: `Create \`${bucket.name}\` with \`public\` false, add a policy for the owner's folder, and hand out signed URLs.`,
        key: bucket.name,
        data: { bucket: bucket.name },
      }
    }
  },
  claims: ({ data }) => ({ kinds: ['bucket'], names: [String(data!['bucket'])], actor: 'nobody', does: ['select'], refutable: true }),
})
