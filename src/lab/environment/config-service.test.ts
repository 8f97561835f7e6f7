import { expect, test } from 'vitest'
import { withApp } from '#checks/page.fixture'
import { readSource } from '#source/read'
import { askedOfConfig } from './config-service.js'

test('what is asked of ConfigService is a variable; what another map holds is none', () =>
  withApp(
    new Map([
      ['package.json', JSON.stringify({ name: 'shop', dependencies: { '@nestjs/config': '4', '@nestjs/core': '11' } })],
      [
        'src/google.strategy.ts',
        `import { ConfigService } from '@nestjs/config'
export const options = (config: ConfigService) => ({
  clientID: config.get<string>('GOOGLE_CLIENT_ID')!,
  port: config.getOrThrow<number>("SMTP_PORT"),
  nested: config.get('database.host'),
})`,
      ],
      ['src/rates.ts', `const rates = new Map([['EUR_USD', 1]])\nexport const rate = () => rates.get('EUR_USD')`],
    ]),
    async root => expect(askedOfConfig(readSource(root))).toEqual(['GOOGLE_CLIENT_ID', 'SMTP_PORT']),
  ))
