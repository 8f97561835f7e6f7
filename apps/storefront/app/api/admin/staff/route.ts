import { NextResponse } from "next/server";
import { prisma } from "@/lib/db";
import { hashPassword } from "@/lib/auth";
import { sendStaffInvitation } from "@/lib/email";
import { staffSchema } from "@/lib/schemas";
import { parseBody } from "@/lib/validate";
import { withAdmin } from "@/lib/with-auth";

/** Creates a staff account and sends the invitation. */
export const POST = withAdmin(async (req) => {
  const { email, name, password } = await parseBody(req, staffSchema);

  const staff = await prisma.user.create({
    data: {
      email,
      name,
      role: "STAFF",
      passwordHash: await hashPassword(password),
      // Kept so that we can resend the invitation
      temporaryPassword: password,
    },
    select: { id: true, email: true, name: true },
  });
  await sendStaffInvitation(email, password);

  return NextResponse.json({ staff }, { status: 201 });
});
