namespace GenGateway.Surfaces.Reading;

/// <summary>Reads a message's <c>role</c>.</summary>
internal static class RoleField
{
    /// <param name="message">The message.</param>
    /// <param name="roles">The roles that the client's protocol has, at least two.</param>
    /// <returns>One of <paramref name="roles"/>; empty where it is none, which is a fault.</returns>
    public static string Read(Fields message, ReadOnlySpan<string> roles)
    {
        var path = message.PathOf("role");
        var given = message.Text("role");
        foreach (var role in roles)
        {
            if (role == given)
                return role;
        }

        var all = $"{string.Join(", ", roles[..^1])} or {roles[^1]}";
        message.Faults.Add(path, given is null ? $"{path} is missing: a message has the role {all}." : $"{path} must be {all}.");
        return "";
    }
}
