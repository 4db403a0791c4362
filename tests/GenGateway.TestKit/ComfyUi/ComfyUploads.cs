using System.Text.Json.Nodes;
using GenGateway.TestKit.Wire;

namespace GenGateway.TestKit.ComfyUi;

/// <summary><c>/upload/image</c> and <c>/upload/mask</c>. Thread-safe.</summary>
internal sealed class ComfyUploads(ComfyFiles files)
{
    private readonly Lock gate = new();
    private readonly List<ComfyUpload> all = [];

    public IReadOnlyList<ComfyUpload> All
    {
        get
        {
            lock (gate)
                return [.. all];
        }
    }

    /// <summary>Stores a file. A mask is stored as it came; the real server puts its alpha channel into a copy of the original.</summary>
    public WireReply Answer(ReceivedRequest request, bool isMask)
    {
        if (request.Form is not { } form || form.Files("image") is not [{ FileName: { Length: > 0 } asked } image, ..])
            return ComfyReplies.Bare(400);
        var type = form.Text("type") is ("temp" or "output") and { } named ? named : "input";
        var folder = form.Text("subfolder") ?? "";
        if (ComfyViews.LeavesFolder(ComfyFiles.Join(folder, asked)))
            return ComfyReplies.Bare(400);
        var original = isMask ? form.Text("original_ref") : null;
        if (isMask && original is null)
            return ComfyReplies.Trouble;
        if (original is not null && Refusal(original) is { } refusal)
            return refusal;
        lock (gate)
        {
            var name = form.Text("overwrite") is "true" or "1" ? asked : Free(type, folder, asked, image.Bytes);
            files.Put(type, ComfyFiles.Join(folder, name), image.Bytes);
            all.Add(new ComfyUpload(name, asked, folder, type, image.Bytes, original));
            return ComfyReplies.Of(new JsonObject { ["name"] = name, ["subfolder"] = folder, ["type"] = type });
        }
    }

    private static WireReply? Refusal(string original)
    {
        if (Json.Object(System.Text.Encoding.UTF8.GetBytes(original)) is not { } reference || Json.Text(reference, "filename") is not { } name)
            return ComfyReplies.Trouble;
        return name.Length == 0 || name[0] == '/' || name.Contains("..", StringComparison.Ordinal) ? ComfyReplies.Bare(400) : null;
    }

    /// <summary>The name itself, or with a number where it belongs to other bytes already.</summary>
    private string Free(string type, string folder, string asked, byte[] bytes)
    {
        var name = asked;
        for (var i = 1; files.Get(type, ComfyFiles.Join(folder, name)) is { } there && !there.Bytes.AsSpan().SequenceEqual(bytes); i++)
            name = $"{Path.GetFileNameWithoutExtension(asked)} ({i}){Path.GetExtension(asked)}";
        return name;
    }
}
