using System.Globalization;
using GenGateway.Errors;
using GenGateway.Server.Http;
using GenGateway.Storage.Images;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace GenGateway.Server.Images;

/// <summary>Gives pictures of the store to whoever has a link. Thread safe.</summary>
internal sealed class ImageHandler(LocalImageStore store)
{
    // What is kept under a name never changes; that it may be deleted is no reason to ask again every time.
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    // One answer for all of it: nobody learns which pictures there are.
    private static readonly Failure NoImage = new(
        FailureKind.NotFound,
        "There is no such picture: it never was, was deleted (storage.cleanup), or the link is not signed, or has expired (storage.signed_links).");

    public async Task GetAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var name = (string)context.Request.RouteValues["file"]!;
        TimeSpan? left;
        StoredImage? image;
        try
        {
            left = await store.LinkLeftAsync(name, Only(query["expires"]), Only(query["signature"]), context.RequestAborted);
            // Opening waits for the disk, which no socket's thread may do: the pool does it.
            image = left is null ? null : await Task.Factory.StartNew(() => store.Open(name), CancellationToken.None, TaskCreationOptions.DenyChildAttach, TaskScheduler.Default);
        }
        catch (Exception thrown) when (thrown is IOException or UnauthorizedAccessException)
        {
            await Refusal.WriteAsync(context, new Failure(FailureKind.StoreUnavailable, "The folder of pictures (storage.base_path) cannot be read now.") { Cause = thrown });
            return;
        }

        if (image is null)
        {
            await Refusal.WriteAsync(context, NoImage);
            return;
        }

        await using var content = image.Content;
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        var age = (long)(left < Longest ? left.Value : Longest).TotalSeconds;
        headers.CacheControl = string.Create(CultureInfo.InvariantCulture, $"private, max-age={age}, immutable");
        var tag = new EntityTagHeaderValue(string.Create(CultureInfo.InvariantCulture, $"\"{image.Written.UtcTicks:x}-{content.Length:x}\""));
        await TypedResults.Stream(content, image.Type.MediaType, fileDownloadName: null, image.Written, tag, enableRangeProcessing: true).ExecuteAsync(context);
    }

    // Written twice, it is no link of ours.
    private static string? Only(StringValues values) => values is [{ } only] ? only : null;
}
