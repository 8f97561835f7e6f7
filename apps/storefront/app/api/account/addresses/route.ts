import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { addressSchema } from "@/lib/schemas";
import { parseBody } from "@/lib/validate";
import { withAuth } from "@/lib/with-auth";

export const POST = withAuth(async (req, { user }) => {
  const data = await parseBody(req, addressSchema);
  const address = await prisma.address.create({ data: { ...data, userId: user.id } });
  return NextResponse.json({ address }, { status: 201 });
});
