import { defineFix } from '../fix.js'
import { clauses, createPolicy, dropPolicy, migrationOf, quotedName } from '../idiom/policy.js'

/** What nearly every form takes; a bucket for documents takes PDF as well. */
const IMAGES = ['image/jpeg', 'image/png', 'image/webp']

export default defineFix({
  id: 'rules/bucket',
  for: ['rules/public-bucket', 'rules/bucket-policy', 'input/unrestricted-upload'],
  title: 'Closes a bucket, and lets only the owner of a folder and files of some kinds in',
  *patches({ problem, finding, model, source }) {
    if (finding.check === 'rules/public-bucket') {
      const bucket = problem.data?.bucket as string | undefined
      // Addresses made for a public bucket lead nowhere once it is closed.
      const isShown = source.files.some(
        file => file.kind === 'code' && new RegExp(`from\\(\\s*["'\`]${bucket}["'\`]\\s*\\)[\\s\\S]{0,80}getPublicUrl`).test(file.text()),
      )
      if (!bucket || isShown) return
      yield {
        title: `Close the bucket ${bucket}`,
        says: `Files in \`${bucket}\` need a signed address, or a policy that lets their reader in.`,
        edits: [],
        files: [],
        migration: migrationOf(
          `close_bucket_${bucket}`,
          [`UPDATE storage.buckets SET public = false WHERE id = '${bucket}';`],
          [`UPDATE storage.buckets SET public = true WHERE id = '${bucket}';`],
        ),
      }
    } else if (finding.check === 'rules/bucket-policy') {
      const { policy: name, buckets } = problem.data as { policy?: string; buckets?: readonly string[] }
      const table = model.tables.find(one => one.name === 'storage.objects')
      const policy = table?.policies.find(one => one.name === name)
      const [bucket, ...others] = buckets ?? []
      if (!table || !policy || !bucket || others.length > 0) return
      const texts = table.policies.flatMap(one => [one.using ?? '', one.check ?? '']).join('\n')
      const folder = texts.includes('foldername')
        ? 'auth.uid()::text = (storage.foldername(name))[1]'
        : '(storage.foldername(name))[1] = (select auth.uid())::text'
      const condition = `bucket_id = '${bucket}' AND ${folder}`
      yield {
        title: `Let people change only their own files in ${bucket}`,
        says: `"${policy.name}" asks whether the file stands in the caller's own folder.`,
        edits: [],
        files: [],
        migration: migrationOf(
          `own_files_in_${bucket}`,
          [`ALTER POLICY ${quotedName(policy.name)} ON storage.objects\n  ${clauses(policy.command, condition)};`],
          [dropPolicy(table, policy.name), createPolicy(table, policy)],
        ),
      }
    } else {
      const bucket = model.buckets.find(
        one => /`[^`]+` uploads to the bucket/.test(problem.message) && problem.message.includes(`the bucket \`${one.name}\``),
      )
      if (!bucket || bucket.limited) return
      const types = /document|file|attach|evidence|identity|invoice|contract/i.test(bucket.name) ? [...IMAGES, 'application/pdf'] : IMAGES
      yield {
        title: `Limit what ${bucket.name} takes`,
        says: `\`${bucket.name}\` takes ${types.length === 3 ? 'pictures' : 'pictures and PDF'} of up to 10 MB.`,
        edits: [],
        files: [],
        migration: migrationOf(
          `limits_of_bucket_${bucket.name}`,
          [
            `UPDATE storage.buckets\nSET file_size_limit = 10485760, allowed_mime_types = ARRAY[${types.map(one => `'${one}'`).join(', ')}]\nWHERE id = '${bucket.name}';`,
          ],
          [`UPDATE storage.buckets SET file_size_limit = NULL, allowed_mime_types = NULL WHERE id = '${bucket.name}';`],
        ),
      }
    }
  },
})
