import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { createSession, verifyPassword } from "@/lib/auth";
import { ApiError, handleError } from "@/lib/api-error";
import { parseBody } from "@/lib/validate";
import { loginSchema } from "@/lib/schemas";

export async function POST(req: Request) {
  try {
    const { email, password } = await parseBody(req, loginSchema);

    const user = await prisma.user.findUnique({ where: { email } });
    if (!user || !(await verifyPassword(password, user.passwordHash))) {
      throw new ApiError(401, "Invalid email or password");
    }

    await createSession(user);
    return NextResponse.json({ success: true, name: user.name });
  } catch (error) {
    return handleError(error);
  }
}
