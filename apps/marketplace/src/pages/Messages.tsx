import { Link } from "react-router-dom";
import { useConversations } from "@/hooks/useConversations";

const Messages = () => {
  const { data: conversations = [] } = useConversations();

  return (
    <div className="mx-auto max-w-2xl space-y-2">
      <h1 className="text-2xl font-semibold">Messages</h1>
      {conversations.map((conversation) => (
        <Link key={conversation.id} to={`/messages/${conversation.id}`} className="block rounded-md border p-3">
          <p className="font-medium">{conversation.listings?.title}</p>
          <p className="truncate text-sm text-muted-foreground">{conversation.lastMessage?.body}</p>
        </Link>
      ))}
      {conversations.length === 0 && <p>No messages yet.</p>}
    </div>
  );
};

export default Messages;
