import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { ApiError } from "@/lib/api-error";
import { verifyCsrf } from "@/lib/csrf";
import { profileSchema } from "@/lib/schemas";
import { withAuth } from "@/lib/with-auth";

export const PATCH = withAuth(async (req, { user }) => {
  if (!verifyCsrf(req)) throw new ApiError(403, "Invalid CSRF token");

  const body = await req.json();
  const result = profileSchema.safeParse(body);
  if (!result.success) throw new ApiError(400, "Please check the form and try again");

  await prisma.user.update({ where: { id: user.id }, data: body });

  return NextResponse.json({ success: true });
});
