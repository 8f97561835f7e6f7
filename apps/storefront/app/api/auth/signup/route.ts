import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { createSession, hashPassword } from "@/lib/auth";
import { ApiError, handleError } from "@/lib/api-error";
import { sendWelcomeEmail } from "@/lib/email";
import { clientIp, rateLimit } from "@/lib/rate-limit";
import { parseBody } from "@/lib/validate";
import { signupSchema } from "@/lib/schemas";

export async function POST(req: Request) {
  try {
    await rateLimit(`signup:${clientIp(req)}`, 10, 60 * 10);
    const { password, ...profile } = await parseBody(req, signupSchema);

    const existing = await prisma.user.findUnique({ where: { email: profile.email } });
    if (existing) throw new ApiError(409, "An account with this email already exists");

    const user = await prisma.user.create({
      data: { ...profile, passwordHash: await hashPassword(password) },
    });
    await createSession(user);

    // A failing welcome email must not break the sign-up
    sendWelcomeEmail(user.email, user.name).catch((error) => console.error("[signup] email", error));

    return NextResponse.json({ success: true }, { status: 201 });
  } catch (error) {
    return handleError(error);
  }
}
