import { NextResponse } from "next/server";
import type OpenAI from "openai";
import { prisma } from "@/lib/db";
import { openai, SUPPORT_MODEL } from "@/lib/ai/client";
import { runSupportTool, supportTools } from "@/lib/ai/tools";
import { chatSchema } from "@/lib/schemas";
import { parseBody } from "@/lib/validate";
import { withAuth } from "@/lib/with-auth";

const MAX_ROUNDS = 3;

async function buildSystemPrompt(productSlug?: string, pageContext?: string) {
  const product = productSlug
    ? await prisma.product.findUnique({
        where: { slug: productSlug },
        include: { reviews: { take: 5, select: { body: true } } },
      })
    : null;
  const reviews = product?.reviews.map((review) => review.body).join("\n") ?? "";

  return `You are Juni, the friendly support assistant of Juniper & Oak.
Only help with questions about orders, refunds and products.
The customer is looking at this page: ${pageContext ?? "home"}
What other customers say about the product:
${reviews}`;
}

export const POST = withAuth(async (req, { user }) => {
  const { message, productSlug, pageContext } = await parseBody(req, chatSchema);

  const messages: OpenAI.Chat.Completions.ChatCompletionMessageParam[] = [
    { role: "system", content: await buildSystemPrompt(productSlug, pageContext) },
    { role: "user", content: message },
  ];

  for (let round = 0; round < MAX_ROUNDS; round++) {
    const completion = await openai.chat.completions.create({
      model: SUPPORT_MODEL,
      messages,
      tools: supportTools,
      parallel_tool_calls: false,
    });
    const answer = completion.choices[0]?.message;
    const call = answer?.tool_calls?.[0];
    if (!answer || !call || call.type !== "function") {
      return NextResponse.json({ reply: answer?.content ?? "Sorry, I didn't get that." });
    }

    const result = await runSupportTool(
      call.function.name,
      JSON.parse(call.function.arguments || "{}"),
      user,
    );
    messages.push({ role: "assistant", tool_calls: [call] });
    messages.push({ role: "tool", tool_call_id: call.id, content: JSON.stringify(result) });
  }

  return NextResponse.json({ reply: "Let me connect you with a human colleague." });
});
