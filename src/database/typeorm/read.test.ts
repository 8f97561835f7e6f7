import { expect, test } from 'vitest'
import type { Table } from '../catalogue.js'
import { readCatalogue } from '../read.js'
import { sourceOf } from '../source.fixture.js'

const ENTITIES = {
  'src/base.entity.ts': `import { CreateDateColumn, PrimaryGeneratedColumn } from 'typeorm'
export abstract class Base {
  @PrimaryGeneratedColumn('uuid') id: string
  @CreateDateColumn({ name: 'created_at' }) createdAt: Date
}`,
  'src/user.entity.ts': `import { Column, Entity } from 'typeorm'
import { Base } from './base.entity'
@Entity()
export class User extends Base {
  @Column({ unique: true }) email: string
  @Column({ select: false }) password: string
}`,
  'src/order-item.entity.ts': `import { Column, Entity, Index, JoinColumn, ManyToOne } from 'typeorm'
import { Base } from './base.entity'
import { User } from './user.entity'
@Entity({ name: 'order_lines' })
@Index('by_state', ['state', 'placedAt'])
export class OrderItem extends Base {
  @ManyToOne(() => User, user => user.items, { nullable: false })
  @JoinColumn({ name: 'buyer_id' })
  buyer: User
  @ManyToOne(type => User)
  helper: User
  @Index() @Column({ type: 'varchar', nullable: true }) state: string
  @Column('timestamp', { name: 'placed_at', default: () => 'now()' }) placedAt: Date
  @Column() quantity: number
}`,
}

const tables = async (dependencies: Record<string, string>): Promise<Map<string, Table>> =>
  new Map((await readCatalogue(sourceOf(ENTITIES, dependencies))).tables.map(table => [table.name, table]))

test('reads entities with what they stand on, their relations and their indexes', async () => {
  const found = await tables({ typeorm: '0.3.0', pg: '8.0.0' })
  const [user, lines] = [found.get('user')!, found.get('order_lines')!]
  expect([...found.keys()].sort()).toEqual(['order_lines', 'user'])
  expect(user).toMatchObject({ kind: 'typeorm', aliases: ['User'], primaryKey: ['id'], owner: 'id' })
  expect(user.columns.map(({ name, type, unique }) => [name, type, unique])).toEqual([
    ['id', 'uuid', false],
    ['created_at', 'timestamp', false],
    ['email', 'varchar', true],
    ['password', 'varchar', false],
  ])
  expect(lines).toMatchObject({ aliases: ['OrderItem'], owner: 'buyer_id' })
  expect(lines.foreignKeys.map(({ columns, table }) => [columns[0], table])).toEqual([
    ['buyer_id', 'user'],
    ['helperId', 'user'],
  ])
  expect(lines.columns.map(({ name, field, nullable, hasDefault }) => [name, field, nullable, hasDefault]).slice(2)).toEqual([
    ['buyer_id', 'buyer', false, false],
    ['helperId', 'helper', true, false],
    ['state', 'state', true, false],
    ['placed_at', 'placedAt', false, true],
    ['quantity', 'quantity', false, false],
  ])
  expect(lines.indexes.map(index => index.columns)).toEqual([['state'], ['state', 'placed_at']])
})

test('knows that MySQL indexes its foreign keys, and reads nothing where TypeORM is not used', async () => {
  const found = await tables({ typeorm: '0.3.0', mysql2: '3.0.0' })
  expect(found.get('order_lines')!.indexes.map(index => index.columns[0])).toEqual(['state', 'state', 'buyer_id', 'helperId'])
  expect((await tables({ pg: '8.0.0' })).size).toBe(0)
})
