import { describe, expect, test } from 'vitest'
import { after, type Files } from './proposed.fixture.js'

const GUARD = `import { CanActivate, ExecutionContext, Injectable, UnauthorizedException } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { PeopleService } from './people.service';
@Injectable()
export class TokenGuard implements CanActivate {
  constructor(private readonly people: PeopleService, private readonly jwt: JwtService) {}
  async canActivate(context: ExecutionContext) {
    const request = context.switchToHttp().getRequest();
    const token = request.headers.authorization?.split(' ')[1];
    if (!token) throw new UnauthorizedException();
    request.user = await this.people.one((await this.jwt.verifyAsync(token)).sub);
    return true;
  }
}
`
const STAFF = `import { CanActivate, ExecutionContext, ForbiddenException, Injectable } from '@nestjs/common';
import { PeopleService } from './people.service';
@Injectable()
export class StaffGuard implements CanActivate {
  constructor(private readonly people: PeopleService) {}
  async canActivate(context: ExecutionContext) {
    const { user } = context.switchToHttp().getRequest();
    if (user.role !== 'admin') throw new ForbiddenException();
    return true;
  }
}
`

/** People, whose controller is guarded, and products beside them. */
const shop = (
  products: string,
  modules: { readonly people?: string; readonly products?: string; readonly signUp?: string } = {},
): Files => ({
  'package.json': '{ "name": "s", "dependencies": { "@nestjs/core": "10.0.0", "@nestjs/jwt": "10.0.0", "typeorm": "0.3.20" } }',
  'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { Module } from '@nestjs/common';
import { PeopleModule } from './people.module';
import { ProductsModule } from './products.module';
@Module({ imports: [PeopleModule, ProductsModule] })
class AppModule {}
NestFactory.create(AppModule).then(app => app.listen(3000));
`,
  'src/people.service.ts': `import { Injectable } from '@nestjs/common';
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from 'typeorm';
@Entity('users')
export class User { @PrimaryGeneratedColumn() id: number; @Column() email: string; @Column() role: string; @Column() passwordHash: string }
@Injectable()
export class PeopleService {
  constructor(private readonly source: DataSource) {}
  one(id: number) { return this.source.getRepository(User).findOneByOrFail({ id }) }
  add(email: string, role: string) { return this.source.getRepository(User).save({ email, role }) }
  rename(id: number, email: string) { return this.source.getRepository(User).update({ id }, { email }) }
}
`,
  'src/token.guard.ts': GUARD,
  'src/people.controller.ts': `import { Body, Controller, Get, Post, Req, UseGuards } from '@nestjs/common';
import { PeopleService } from './people.service';
import { TokenGuard } from './token.guard';
@Controller('people')
export class PeopleController {
  constructor(private readonly people: PeopleService) {}
  @Post('email')
  @UseGuards(TokenGuard)
  rename(@Req() req, @Body('email') email: string) {
    return this.people.rename(req.user.id, email);
  }
  ${modules.signUp ?? ''}
}
`,
  'src/people.module.ts': `import { Module } from '@nestjs/common';
import { JwtModule } from '@nestjs/jwt';
import { PeopleController } from './people.controller';
import { PeopleService } from './people.service';
@Module({ ${modules.people ?? 'imports: [JwtModule.register({})], controllers: [PeopleController], providers: [PeopleService]'} })
export class PeopleModule {}
`,
  'src/products.module.ts': `import { Module } from '@nestjs/common';
import { ProductsController } from './products.controller';
@Module({ ${modules.products ?? 'controllers: [ProductsController]'} })
export class ProductsModule {}
`,
  'src/products.controller.ts': `import { Body, Controller, Post, UseGuards } from '@nestjs/common';
import { DataSource } from 'typeorm';
${products.includes('@UseGuards(Signed)') ? "import { Signed } from './signed';" : "import { TokenGuard } from './token.guard';"}
${products}
export class ProductsController {
  constructor(private readonly source: DataSource) {}
  @Post()
  add(@Body('name') name: string) {
    return this.source.getRepository('products').insert({ name });
  }
}
`,
})

test('a guard comes with what it asks for, from the module that has it', async () => {
  const [told] = await after('access/nest-guard', shop("@Controller('products')"))
  expect(told).toContain('@Post()\n  @UseGuards(TokenGuard)\n  add(')
  expect(told).toContain("import { PeopleModule } from './people.module';")
  expect(told).toContain('imports: [PeopleModule],')
  expect(told).toContain('exports: [PeopleService, JwtModule]')
})

test('modules that would import each other are left', async () => {
  const people = 'imports: [JwtModule.register({}), ProductsModule], controllers: [PeopleController], providers: [PeopleService]'
  expect(await after('access/nest-guard', shop("@Controller('products')", { people }))).toEqual([])
})

test('what stands where a guard should and is none makes place for one', async () => {
  const files = {
    ...shop("@Controller('products')\n@UseGuards(Signed)"),
    'src/signed.ts':
      "import { SetMetadata } from '@nestjs/common';\nexport function Signed(...names: string[]) { return SetMetadata('signed', names) }\n",
  }
  const [told] = await after('access/nest-guard', files)
  expect(told).toContain("@Controller('products')\n@UseGuards(TokenGuard)\nexport class")
  expect(told).not.toContain('import { Signed }')
})

test('nobody is signed in where people sign up', async () => {
  const signUp =
    "@Post('join')\n  join(@Body('email') email: string, @Body('role') role: string) {\n    return this.people.add(email, role);\n  }"
  const told = await after('access/nest-guard', shop("@Controller('products')", { signUp }))
  expect(told.some(text => /@Post\('join'\)\s+@/.test(text))).toBe(false)
})

test('a guard of staff that nobody uses yet stands behind the one that knows who is calling', async () => {
  const files = {
    ...shop("@Controller('admin/products')\n@UseGuards(TokenGuard)", {
      products: 'imports: [PeopleModule], controllers: [ProductsController], providers: [PeopleService]',
    }),
    'src/staff.guard.ts': STAFF,
  }
  const [told] = await after('access/nest-guard', files)
  expect(told).toContain('@Post()\n  @UseGuards(StaffGuard)\n')
})

test('a guard of staff that asks for what the module has not is left', async () => {
  const files = { ...shop("@Controller('admin/products')\n@UseGuards(TokenGuard)"), 'src/staff.guard.ts': STAFF }
  expect(await after('access/nest-guard', files)).toEqual([])
})

describe('fields that no class names', () => {
  /** A profile that is changed, and notes beside it. */
  const profiles = (note: string, profile = '@IsString() name: string'): Files => ({
    'package.json': '{ "name": "s", "dependencies": { "@nestjs/core": "10.0.0", "class-validator": "0.14.1", "typeorm": "0.3.20" } }',
    'src/main.ts': `import { NestFactory } from '@nestjs/core';
import { Module, ValidationPipe } from '@nestjs/common';
import { ProfileController } from './profile.controller';
import { NotesController } from './notes.controller';
@Module({ controllers: [ProfileController, NotesController] })
class AppModule {}
NestFactory.create(AppModule).then(app => {
  app.useGlobalPipes(new ValidationPipe({ transform: true }));
  return app.listen(3000);
});
`,
    'src/profile.controller.ts': `import { Body, Controller, Param, Patch } from '@nestjs/common';
import { IsString } from 'class-validator';
import { DataSource } from 'typeorm';
class ProfileDto { ${profile} }
@Controller('profiles')
export class ProfileController {
  constructor(private readonly source: DataSource) {}
  @Patch(':id')
  change(@Param('id') id: string, @Body() changes: ProfileDto) {
    return this.source.getRepository('users').update({ id }, changes);
  }
}
`,
    'src/notes.controller.ts': `import { Body, Controller, Post } from '@nestjs/common';
import { IsString, ValidateNested } from 'class-validator';
${note}
@Controller('notes')
export class NotesController {
  @Post()
  add(@Body() note: NoteDto) {
    return note;
  }
}
`,
  })

  test('are dropped everywhere where each class is whole', async () => {
    const told = await after('input/nest-whitelist', profiles('class NoteDto { @IsString() text: string }'))
    expect(told[0]).toContain('new ValidationPipe({ transform: true, whitelist: true })')
  })

  test.each([
    ['has a field without a validator', 'class NoteDto { @IsString() text: string; colour: string }'],
    ['names nothing', 'class NoteDto {}'],
    ['is looked into without a class', 'class NoteDto { @ValidateNested({ each: true }) lines: { text: string }[] }'],
    ['cannot be read', "import { NoteDto } from './generated/note'"],
  ])('are dropped at one controller where another class %s', async (_, note) => {
    const [told] = await after('input/nest-whitelist', profiles(note))
    expect(told).toContain('app.useGlobalPipes(new ValidationPipe({ transform: true }))')
    expect(told).toContain(
      "@Controller('profiles')\n@UsePipes(new ValidationPipe({ transform: true, whitelist: true }))\nexport class ProfileController",
    )
  })

  test('are left where the class itself would lose some', async () => {
    const profile = '@IsString() name: string; phone: string'
    expect(await after('input/nest-whitelist', profiles('class NoteDto { @IsString() text: string }', profile))).toEqual([])
  })
})

test('a service that each module lists for itself is listed in one more', async () => {
  const files: Files = {
    ...shop("@Controller('admin/products')\n@UseGuards(TokenGuard)"),
    'src/staff.guard.ts': STAFF,
    'src/other.module.ts': `import { Module } from '@nestjs/common';
import { PeopleService } from './people.service';
@Module({ providers: [PeopleService] })
export class OtherModule {}
`,
  }
  const source =
    "import { Injectable } from '@nestjs/common';\n@Injectable()\nexport class PeopleService { one(id: number) { return { id, role: 'x' } } }\n"
  const [told] = await after('access/nest-guard', {
    ...files,
    'src/people.service.ts': source,
    'src/people.controller.ts': files['src/people.controller.ts']!.replace('return this.people.rename(req.user.id, email)', 'return email'),
  })
  expect(told).toContain(
    "import { PeopleService } from './people.service';\n@Module({ controllers: [ProductsController], providers: [PeopleService] })",
  )
})

test('a guard that starts a sign-in elsewhere is no guard of anything else', async () => {
  const files: Files = {
    ...shop("@Controller('products')"),
    'src/token.guard.ts': `import { Injectable } from '@nestjs/common';
import { AuthGuard } from '@nestjs/passport';
@Injectable()
export class TokenGuard extends AuthGuard('google') {}
`,
  }
  expect(await after('access/nest-guard', files)).toEqual([])
  const tokens = { ...files, 'src/token.guard.ts': files['src/token.guard.ts']!.replace('google', 'jwt') }
  expect((await after('access/nest-guard', tokens)).some(text => text.includes('@Post()\n  @UseGuards(TokenGuard)'))).toBe(true)
})
