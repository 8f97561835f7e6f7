import path from "node:path";
import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { ApiError } from "@/lib/api-error";
import { saveUpload } from "@/lib/uploads";
import { withAuth } from "@/lib/with-auth";

export const POST = withAuth(async (req, { user }) => {
  const formData = await req.formData();
  const file = formData.get("file");
  if (!(file instanceof File)) throw new ApiError(400, "Please choose a file");

  const filename = `${user.id}-${Date.now()}${path.extname(file.name)}`;
  const avatarUrl = await saveUpload(filename, await file.arrayBuffer());
  await prisma.user.update({ where: { id: user.id }, data: { avatarUrl } });

  return NextResponse.json({ avatarUrl });
});
