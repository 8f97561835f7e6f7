import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { ApiError } from "@/lib/api-error";
import { addressSchema } from "@/lib/schemas";
import { parseBody } from "@/lib/validate";
import { withAuth } from "@/lib/with-auth";

export const PUT = withAuth(async (req, { params }) => {
  const { id } = await params;
  const data = await parseBody(req, addressSchema);

  const address = await prisma.address.update({ where: { id }, data });
  return NextResponse.json({ address });
});

export const DELETE = withAuth(async (_req, { user, params }) => {
  const { id } = await params;

  const { count } = await prisma.address.deleteMany({ where: { id, userId: user.id } });
  if (count === 0) throw new ApiError(404, "Address not found");

  return NextResponse.json({ success: true });
});
