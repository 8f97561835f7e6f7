import { defineCheck } from '#checks/check'
import { isDevelopment, isTest } from '../secrets/where.js'
import { type ComposeService, isComposeFile, servicesOf } from './compose.js'

interface Store {
  readonly image: RegExp
  readonly called: string
  /** Says that it lets in whoever comes. */
  readonly isOpen: (service: ComposeService) => boolean
}

const isSet = (service: ComposeService, names: RegExp): boolean =>
  [...service.environment].some(([name, value]) => names.test(name) && value !== '' && !/^(?:no|false)$/i.test(value))

const STORES: readonly Store[] = [
  {
    image: /^(?:redis|valkey|redis-stack|redis-stack-server|keydb|dragonfly)$/,
    called: 'Redis',
    isOpen: service => !/requirepass|aclfile|\.conf\b/.test(service.command) && !isSet(service, /PASSWORD|REDIS_ARGS|PASS$/),
  },
  {
    image: /^(?:mongo|mongodb|mongodb-community-server)$/,
    called: 'MongoDB',
    isOpen: service => !/--auth|--keyFile|\.conf\b/.test(service.command) && !isSet(service, /PASSWORD|USERNAME/),
  },
  {
    image: /^(?:postgres|postgis|pgvector|timescaledb)$/,
    called: 'Postgres',
    isOpen: service => service.environment.get('POSTGRES_HOST_AUTH_METHOD') === 'trust',
  },
  { image: /^(?:mysql|mariadb)$/, called: 'MySQL', isOpen: service => isSet(service, /ALLOW_EMPTY_(?:ROOT_)?PASSWORD/) },
  {
    image: /^(?:elasticsearch|opensearch)$/,
    called: 'Elasticsearch',
    isOpen: service =>
      service.environment.get('xpack.security.enabled') === 'false' || service.environment.get('plugins.security.disabled') === 'true',
  },
  { image: /^memcached$/, called: 'Memcached', isOpen: () => true },
]

export default defineCheck({
  id: 'env/published-database',
  title: 'A database that asks for no password is open to whoever reaches the machine',
  why: 'Programs look through the whole internet for such databases: they read and change every row, and leave a note with a price.',
  severity: 'medium',
  refs: ['CWE-306', 'CWE-668'],
  needs: ['source'],
  *find({ source }) {
    for (const file of source.files) {
      if (!isComposeFile(file.path) || isDevelopment(file.path) || isTest(file.path) || /override|ci\b/.test(file.path)) continue
      const services = servicesOf(file)
      // Databases alone are there for a developer's computer.
      if (!services.some(service => service.builds)) continue
      for (const service of services) {
        const store = STORES.find(one => one.image.test(service.image ?? '') && one.isOpen(service))
        const port = service.ports.find(one => !/^(?:127\.|localhost|\[?::1)/.test(one.host ?? ''))
        if (!store || !port) continue
        yield {
          at: { file: file.path, line: port.line },
          certainty: 'likely',
          message: `\`${service.name}\` is ${store.called} without a password, and its port \`${port.text}\` is open on every address of the machine.`,
          help: 'Take the port away: services of one file reach each other by name. Where you need it yourself, write `127.0.0.1:` before it, and set a password.',
          key: `${file.path} ${service.name}`,
        }
      }
    }
  },
})
