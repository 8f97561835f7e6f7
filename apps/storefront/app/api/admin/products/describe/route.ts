import { NextResponse } from "next/server";
import { z } from "zod";
import { openai, SUPPORT_MODEL } from "@/lib/ai/client";
import { rateLimit } from "@/lib/rate-limit";
import { parseBody } from "@/lib/validate";
import { withAdmin } from "@/lib/with-auth";

const describeSchema = z.object({
  name: z.string().min(1).max(120),
  keywords: z.array(z.string().max(40)).max(10),
});

/** Drafts a product description. The admin reviews it before it is saved. */
export const POST = withAdmin(async (req, { user }) => {
  await rateLimit(`describe:${user.id}`, 20, 60 * 60);
  const { name, keywords } = await parseBody(req, describeSchema);

  const completion = await openai.chat.completions.create({
    model: SUPPORT_MODEL,
    max_tokens: 300,
    messages: [
      { role: "system", content: "You write short, warm product descriptions for a home store." },
      { role: "user", content: `Product: ${name}\nKeywords: ${keywords.join(", ")}` },
    ],
  });

  return NextResponse.json({ draft: completion.choices[0]?.message.content ?? "" });
});
