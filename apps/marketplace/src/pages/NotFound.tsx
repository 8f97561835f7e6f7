import { Link } from "react-router-dom";

const NotFound = () => (
  <div className="py-24 text-center">
    <h1 className="text-4xl font-semibold">404</h1>
    <p className="mt-2 text-muted-foreground">Oops! Page not found.</p>
    <Link to="/" className="underline">Return to Home</Link>
  </div>
);

export default NotFound;
