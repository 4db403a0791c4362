using System.Text.Json;
using GenGateway.Admission.Keys;
using GenGateway.Errors;
using GenGateway.Server.Http;

namespace GenGateway.Server.KeysApi;

/// <summary>The routes below <c>/admin/keys</c>. Thread safe.</summary>
internal sealed class KeysHandler(ApiKeys keys, LiveKeys live, BodyReader bodies, TimeProvider clock)
{
    private const string Grace = "grace_secs";

    private static readonly Failure NotRevoked = new(FailureKind.InvalidValue, "revoked must be true or false.") { Param = "revoked" };

    /// <summary>All keys; with <c>?revoked=true</c> also those that were revoked.</summary>
    public Task ListAsync(HttpContext context)
    {
        var revoked = context.Request.Query["revoked"].ToString();
        if (revoked is not ("" or "true" or "false"))
            return Refusal.WriteAsync(context, NotRevoked);
        var stored = keys.All.Where(key => revoked == "true" || key.RevokedAt is null);
        return Reply.JsonAsync(context, StatusCodes.Status200OK, output => KeyJson.WriteList(output, live.OfFile.All, stored, clock.GetUtcNow()));
    }

    public Task GetAsync(HttpContext context)
    {
        var name = Name(context);
        var now = clock.GetUtcNow();
        if (keys.All.FirstOrDefault(key => key.Name == name) is { } stored)
            return Reply.JsonAsync(context, StatusCodes.Status200OK, output => KeyJson.WriteOne(output, stored, now));
        return live.OfFile.All.FirstOrDefault(key => key.PublicName == name) is { } written
            ? Reply.JsonAsync(context, StatusCodes.Status200OK, output => KeyJson.WriteOne(output, written, now))
            : Refusal.WriteAsync(context, KeyBook.NotFound(name));
    }

    public Task CreateAsync(HttpContext context) => WithBodyAsync(context, async body =>
    {
        if (!(await keys.CreateAsync(body, Caller(context))).TryGet(out var made, out var failure))
            return failure;
        await Reply.JsonAsync(context, StatusCodes.Status201Created, output => KeyJson.WriteMade(output, made, NoteOn(made), clock.GetUtcNow()));
        return null;
    });

    public Task ChangeAsync(HttpContext context) => WithBodyAsync(context, async body => await AnswerAsync(context, await keys.ChangeAsync(Name(context), body, Caller(context))));

    public Task RotateAsync(HttpContext context) => WithBodyAsync(context, async body =>
    {
        if (!GraceOf(body).TryGet(out var grace, out var failure) || !(await keys.RotateAsync(Name(context), grace, Caller(context))).TryGet(out var made, out failure))
            return failure;
        await Reply.JsonAsync(context, StatusCodes.Status200OK, output => KeyJson.WriteMade(output, made, NoteOn(made), clock.GetUtcNow()));
        return null;
    });

    public async Task RevokeAsync(HttpContext context)
    {
        if (await AnswerAsync(context, await keys.RevokeAsync(Name(context), Caller(context))) is { } failure)
            await Refusal.WriteAsync(context, failure);
    }

    private static string Name(HttpContext context) => PathText.Of(context, "name") ?? "";

    private static string? Caller(HttpContext context) => Exchange.Of(context).Caller.Key;

    private static Outcome<TimeSpan> GraceOf(ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return TimeSpan.Zero;
        try
        {
            using var document = JsonDocument.Parse(body);
            foreach (var member in document.RootElement.EnumerateObject())
            {
                if (!member.NameEquals(Grace))
                    return Invalid($"Only {Grace} is taken here, the seconds for which the text before still counts.");
                return member.Value.ValueKind == JsonValueKind.Number && member.Value.TryGetInt64(out var seconds) && seconds >= 0 && seconds <= KeyBook.LongestGrace.TotalSeconds
                    ? TimeSpan.FromSeconds(seconds)
                    : Invalid($"{Grace} must be a whole number from 0 to {KeyBook.LongestGrace.TotalSeconds}.");
            }

            return TimeSpan.Zero;
        }
        catch (JsonException thrown)
        {
            return new Failure(FailureKind.InvalidJson, "The body is not valid JSON.") { Cause = thrown };
        }
        catch (InvalidOperationException)
        {
            return Invalid($"The body must be a JSON object, such as {{\"{Grace}\":3600}}, or empty.");
        }
    }

    private static Failure Invalid(string message) => new(FailureKind.InvalidValue, message) { Param = Grace };

    private string? NoteOn(MadeKey made)
    {
        const string once = "This is the only time that the key is shown: keep it now.";
        return made switch
        {
            { Text: null, IsFirst: false } => null,
            { IsFirst: false } => once,
            _ when !live.Enabled => $"{(made.Text is null ? "" : once + " ")}Keys are not asked for: auth.enabled is false.",
            _ => $"{(made.Text is null ? "" : once + " ")}This is the first key: from now on every request needs one.",
        };
    }

    private async Task<Failure?> AnswerAsync(HttpContext context, Outcome<StoredKey> outcome)
    {
        if (!outcome.TryGet(out var key, out var failure))
            return failure;
        await Reply.JsonAsync(context, StatusCodes.Status200OK, output => KeyJson.WriteOne(output, key, clock.GetUtcNow()));
        return null;
    }

    private async Task WithBodyAsync(HttpContext context, Func<ReadOnlyMemory<byte>, Task<Failure?>> answer)
    {
        if (MediaTypes.Check(context.Request, anyType: false) is { } unsupported)
        {
            await Refusal.WriteAsync(context, unsupported);
            return;
        }

        if (!(await bodies.ReadAsync(context)).TryGet(out var body, out var failure))
        {
            await Refusal.WriteAsync(context, failure);
            return;
        }

        using var owned = body;
        if (await answer(body.Memory) is { } refused)
            await Refusal.WriteAsync(context, refused);
    }
}
