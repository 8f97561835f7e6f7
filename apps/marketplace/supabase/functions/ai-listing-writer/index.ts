import { z } from "npm:zod@3.23.8";
import { requireUser, serviceClient } from "../_shared/auth.ts";
import { corsHeaders } from "../_shared/cors.ts";
import { fail, HttpError, json } from "../_shared/http.ts";
import { tools, runTool } from "./tools.ts";

const Body = z.object({
  listingId: z.string().uuid(),
  notes: z.string().max(2000),
  tone: z.enum(["friendly", "elegant", "factual"]).default("friendly"),
});

type ChatMessage = { role: string; content: string | null; tool_calls?: ToolCall[]; tool_call_id?: string };
type ToolCall = { id: string; function: { name: string; arguments: string } };

async function chat(messages: ChatMessage[]): Promise<ChatMessage> {
  const response = await fetch("https://ai.gateway.lovable.dev/v1/chat/completions", {
    method: "POST",
    headers: {
      Authorization: `Bearer ${Deno.env.get("LOVABLE_API_KEY")}`,
      "Content-Type": "application/json",
    },
    body: JSON.stringify({ model: "google/gemini-2.5-flash", messages, tools, max_tokens: 800 }),
  });
  if (!response.ok) throw new Error(`AI gateway answered ${response.status}`);
  const completion = await response.json();
  return completion.choices[0].message;
}

Deno.serve(async (req) => {
  if (req.method === "OPTIONS") return new Response(null, { headers: corsHeaders(req) });

  try {
    const user = await requireUser(req);
    const parsed = Body.safeParse(await req.json());
    if (!parsed.success) throw new HttpError(400, "Please check the form");
    const { listingId, notes, tone } = parsed.data;

    const supabase = serviceClient();
    const { data: listing, error } = await supabase
      .from("listings")
      .select("id, title, description, price_cents, category_id, conversations(messages(body))")
      .eq("id", listingId)
      .eq("seller_id", user.id)
      .limit(5, { referencedTable: "conversations" })
      .limit(10, { referencedTable: "conversations.messages" })
      .maybeSingle();
    if (error) throw error;
    if (!listing) throw new HttpError(404, "Listing not found");

    // Questions that buyers asked help the writer to fill gaps in the description
    const questions = listing.conversations.flatMap((c) => c.messages.map((m) => m.body)).join("\n");

    const messages: ChatMessage[] = [
      {
        role: "system",
        content: `You are Trove's listing writer. Write in a ${tone} tone and save the result with the tools.
Listing ${listing.id}: ${listing.title}, ${listing.price_cents / 100} euro.
Current description: ${listing.description}
Seller's notes: ${notes}
Questions from buyers:
${questions}`,
      },
      { role: "user", content: "Please write the title and description, and suggest a fair price." },
    ];

    // At most three rounds of tool calls
    for (let round = 0; round < 3; round++) {
      const answer = await chat(messages);
      messages.push(answer);
      if (!answer.tool_calls?.length) break;
      for (const call of answer.tool_calls.slice(0, 4)) {
        const result = await runTool(supabase, user.id, call.function.name, JSON.parse(call.function.arguments));
        messages.push({ role: "tool", tool_call_id: call.id, content: JSON.stringify(result) });
      }
    }

    return json(req, { reply: messages[messages.length - 1].content });
  } catch (error) {
    return fail(req, error);
  }
});
