import { expect, test } from 'vitest'
import { withApp } from '#checks/page.fixture'
import type { Route } from '#model/app-model'
import { readSource } from '#source/read'
import { bodyClass, readDtos } from './dto.js'
import { schemaFor, valueOf } from './schemas.js'

const DTO = `import { IsArray, IsEmail, IsEnum, IsInt, IsOptional, IsString, Matches, Min, MinLength, ValidateNested } from 'class-validator'
import { OmitType, PartialType } from '@nestjs/mapped-types'
enum Role { ADMIN = 'admin', CUSTOMER = 'customer' }
export class ItemDto {
  @IsString() sku: string
  @IsInt() @Min(3) quantity: number
}
export class CreateUserDto {
  @IsEmail() email: string
  @MinLength(8) @Matches(/^(?=.*[A-Z])(?=.*\\d)(?=.*\\W).+$/) password: string
  @IsEnum(Role) role: Role
  @IsOptional() @IsString() note?: string
  @IsArray() @ValidateNested({ each: true }) items: ItemDto[]
  static helper = 1
}
export class EditUserDto extends PartialType(OmitType(CreateUserDto, ['role'])) {}
export class JoinDto extends OmitType(CreateUserDto, ['role', 'items']) {
  @IsString() confirmPassword: string
}
`
const CONTROLLER = `import { Body, Controller, Param, Post, Put } from '@nestjs/common'
import { CreateUserDto, JoinDto } from './user.dto'
@Controller('users')
export class Users {
  @Post()
  create(@Body() { password, ...rest }: CreateUserDto) { return [password, rest] }
  @Post('plain')
  plain(@Body('email') email: string) { return email }
  @Put(':id')
  join(@Param('id') id: string, @Body() dto: JoinDto) { return [id, dto] }
}`

test('classes by which bodies are checked are schemas, and a handler says which is its own', () =>
  withApp(
    new Map([
      ['package.json', JSON.stringify({ name: 'shop', dependencies: { '@nestjs/core': '11', 'class-validator': '0.14' } })],
      ['src/user.dto.ts', DTO],
      ['src/users.controller.ts', CONTROLLER],
    ]),
    async root => {
      const source = readSource(root)
      const book = readDtos(source)
      const fields = (name: string) => book.find(one => one.name === name)!.fields
      expect([...fields('CreateUserDto').keys()]).toEqual(['email', 'password', 'role', 'note', 'items'])
      expect(fields('CreateUserDto').get('role')?.options).toEqual(['admin', 'customer'])
      expect(valueOf('items', fields('CreateUserDto').get('items')!, 'lab')).toEqual([{ sku: expect.any(String), quantity: 3 }])
      expect([...fields('JoinDto').keys()]).toEqual(['email', 'password', 'note', 'confirmPassword'])
      expect([...fields('EditUserDto')].map(([name, { optional }]) => [name, optional])).toEqual(
        ['email', 'password', 'note', 'items'].map(name => [name, true]),
      )

      const route = (line: number) => ({ at: { file: 'src/users.controller.ts', line }, effects: [] }) as unknown as Route
      expect([5, 7, 9].map(line => bodyClass(route(line), source))).toEqual(['CreateUserDto', undefined, 'JoinDto'])
      expect(schemaFor(route(9), [], book, source)?.name).toBe('JoinDto')
      expect(String(valueOf('password', fields('JoinDto').get('password')!, 'lab'))).toMatch(/^(?=.*[A-Z])(?=.*\d)(?=.*\W).+$/)
    },
  ))
