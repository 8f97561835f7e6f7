import type { AppIdentity } from '#model/app-model'

/** How an app is put online and taken back at one host. */
export interface Host {
  readonly name: string
  readonly deploy: string
  readonly rollback: string
  readonly logs: string
  setVariable(name: string): string
}

const HOSTS: Readonly<Record<string, Host>> = {
  vercel: {
    name: 'Vercel',
    deploy: 'Merge the branch; Vercel builds a preview first. Try the preview, then promote it (`vercel promote <url>`).',
    rollback: '`vercel rollback` puts the deployment before back in seconds; it does not undo a migration.',
    logs: '`vercel logs <url>`, or the project → Logs',
    setVariable: name => `\`vercel env add ${name} production\`, and once each for preview and development`,
  },
  netlify: {
    name: 'Netlify',
    deploy: 'Merge the branch; Netlify makes a deploy preview of the pull request first.',
    rollback: 'Deploys → the one before → Publish deploy. It does not undo a migration.',
    logs: 'the site → Logs → Functions',
    setVariable: name => `\`netlify env:set ${name} <value> --context production\``,
  },
  replit: {
    name: 'Replit',
    deploy: 'Pull the branch in the Git pane, run it once in the workspace, then Deployments → Redeploy.',
    rollback: 'Deployments → History → the build before → Redeploy. Checkpoints of the workspace bring back code, not the database.',
    logs: 'Deployments → Logs',
    setVariable: name => `the Secrets pane, for the deployment as well as for the workspace: ${name}`,
  },
  fly: {
    name: 'Fly.io',
    deploy: '`fly deploy` from the merged branch.',
    rollback: '`fly releases --image` names the image before; `fly deploy --image <it>` puts it back. It does not undo a migration.',
    logs: '`fly logs`',
    setVariable: name => `\`fly secrets set ${name}=<value>\` (restarts the app)`,
  },
  railway: {
    name: 'Railway',
    deploy: 'Merge the branch; Railway builds and switches over.',
    rollback: 'Deployments → the one before → Rollback.',
    logs: '`railway logs`',
    setVariable: name => `\`railway variables --set ${name}=<value>\``,
  },
  render: {
    name: 'Render',
    deploy: 'Merge the branch; Render builds and switches over.',
    rollback: 'Events → the deploy before → Rollback.',
    logs: 'the service → Logs',
    setVariable: name => `the service → Environment: ${name}`,
  },
  cloudflare: {
    name: 'Cloudflare',
    deploy: '`npx wrangler deploy` from the merged branch; `npx wrangler versions upload` gives a preview first.',
    rollback: '`npx wrangler rollback` puts the version before back. It does not undo a migration.',
    logs: '`npx wrangler tail`',
    setVariable: name => `\`npx wrangler secret put ${name}\``,
  },
  heroku: {
    name: 'Heroku',
    deploy: 'Push the merged branch; a pipeline’s review app shows it first.',
    rollback: '`heroku rollback` puts the release before back. It does not undo a migration.',
    logs: '`heroku logs --tail`',
    setVariable: name => `\`heroku config:set ${name}=<value>\` (restarts the app)`,
  },
  firebase: {
    name: 'Firebase',
    deploy:
      '`firebase deploy --only functions,hosting`; rules go online by `firebase deploy --only firestore:rules,storage` and at once for everybody.',
    rollback: 'Hosting → Release history → Roll back. Functions and rules: deploy the commit before.',
    logs: '`firebase functions:log`',
    setVariable: name => `\`firebase functions:secrets:set ${name}\``,
  },
  docker: {
    name: 'a container',
    deploy:
      'Build an image with the commit in its tag, so that the one before stays there: `docker build -t app:$(git rev-parse --short HEAD) .`',
    rollback: 'Start the image before by its tag. It does not undo a migration.',
    logs: '`docker logs --since 15m <container>`',
    setVariable: name => `the container’s environment (\`--env-file\`, or the secret store of whatever runs it): ${name}`,
  },
}

const UNKNOWN: Host = {
  name: 'your host',
  deploy: 'No file of the repository says where the app runs. Deploy the branch to a copy first, if your host has previews.',
  rollback: 'Find out now, before you deploy, how your host puts the build before back.',
  logs: 'your host’s log view',
  setVariable: name => `where your host keeps environment variables: ${name}`,
}

/** The host, as far as files of the repository name one. */
export const hostOf = ({ host }: AppIdentity): Host => (host === undefined ? UNKNOWN : (HOSTS[host] ?? { ...UNKNOWN, name: host }))
