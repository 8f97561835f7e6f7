import { expect, it } from 'vitest'
import { sourceOf } from '../source.fixture.js'
import { openLoaded } from './load.js'
import { typeormMigrations } from './typeorm.js'

const migration = (name: string, up: string, down: string): string => `import { MigrationInterface, QueryRunner } from 'typeorm'
export class ${name} implements MigrationInterface {
  public async up(queryRunner: QueryRunner): Promise<void> {
    ${up}
  }
  public async down(queryRunner: QueryRunner): Promise<void> {
    ${down}
  }
}`
const FILES = {
  'src/migrations/1700000000002-Total.ts': migration(
    'Total1700000000002',
    'await queryRunner.query(`ALTER TABLE "orders" ADD "total" integer NOT NULL DEFAULT 0`)',
    'await queryRunner.query(`ALTER TABLE "orders" DROP COLUMN "total"`)',
  ),
  'src/migrations/1700000000001-Orders.ts': migration(
    'Orders1700000000001',
    `await queryRunner.query('CREATE TABLE "orders" ("id" uuid PRIMARY KEY DEFAULT uuid_generate_v4(), "note" text NOT NULL)')
    await queryRunner.query('INSERT INTO "orders" ("note") VALUES ($1)', ['first'])`,
    `await queryRunner.query('DROP TABLE "orders"')`,
  ),
}

it('runs what TypeORM’s migrations do on the way up, the earliest first, and nothing of the way down', async () => {
  const { database, loaded } = await openLoaded(sourceOf(FILES, { typeorm: '0.3.20', pg: '8.0.0' }), 'embedded')
  try {
    expect([loaded.by, loaded.failures]).toEqual(['TypeORM migrations', []])
    await database.run(`insert into orders (note) values ('lamp')`)
    expect((await database.query('select note, total, length(id::text) as id from orders')).rows).toEqual([
      { note: 'lamp', total: 0, id: 36 },
    ])
  } finally {
    await database.close()
  }
}, 60_000)

const ENTITIES = {
  'src/user.entity.ts': `import { Column, Entity, PrimaryGeneratedColumn } from 'typeorm'
@Entity('users')
export class User {
  @PrimaryGeneratedColumn('uuid') id: string
  @Column({ unique: true }) email: string
}`,
  'src/order.entity.ts': `import { Column, Entity, ManyToOne, PrimaryGeneratedColumn } from 'typeorm'
import { User } from './user.entity'
@Entity('orders')
export class Order {
  @PrimaryGeneratedColumn() id: number
  @Column() note: string
  @ManyToOne(() => User) user: User
}`,
}

it('makes the tables of the entities where migrations do not make all of them', async () => {
  const { database, loaded } = await openLoaded(sourceOf({ ...FILES, ...ENTITIES }, { typeorm: '0.3.20', pg: '8.0.0' }), 'embedded')
  try {
    expect([loaded.by, loaded.failures]).toEqual(['TypeORM entities', []])
    await database.run(
      `insert into users (email) values ('a@example.com'); insert into orders (note, "userId") select 'lamp', id from users`,
    )
    expect((await database.query('select o.id, note, email from orders o join users u on u.id = o."userId"')).rows).toEqual([
      { id: 1, note: 'lamp', email: 'a@example.com' },
    ])
  } finally {
    await database.close()
  }
}, 60_000)

it('leaves those for another database alone', () => {
  const files = { 'src/migrations/1700000000001-A.ts': migration('A1', 'await queryRunner.query("CREATE TABLE `orders` (`id` int)")', '') }
  expect(typeormMigrations(sourceOf(files, { typeorm: '0.3.20', mysql2: '3.0.0' }))).toEqual([])
})
