using System.Text.Json.Nodes;

namespace GenGateway.Tests.TestKit;

/// <summary>Graphs as clients post them.</summary>
internal static class ComfyGraphs
{
    /// <summary>A picture from a text.</summary>
    public static JsonObject Text(long seed = 5, int steps = 2, int size = 64, int batch = 1, string text = "a cat") => JsonNode.Parse($$$"""
        {"4":{"class_type":"CheckpointLoaderSimple","inputs":{"ckpt_name":"tiny-random-sd15.safetensors"}},
         "5":{"class_type":"EmptyLatentImage","inputs":{"width":{{{size}}},"height":{{{size}}},"batch_size":{{{batch}}}}},
         "6":{"class_type":"CLIPTextEncode","inputs":{"text":"{{{text}}}","clip":["4",1]}},
         "7":{"class_type":"CLIPTextEncode","inputs":{"text":"blurry","clip":["4",1]}},
         "3":{"class_type":"KSampler","inputs":{"seed":{{{seed}}},"steps":{{{steps}}},"cfg":7.0,"sampler_name":"euler","scheduler":"normal","denoise":1.0,"model":["4",0],"positive":["6",0],"negative":["7",0],"latent_image":["5",0]}},
         "8":{"class_type":"VAEDecode","inputs":{"samples":["3",0],"vae":["4",2]}},
         "9":{"class_type":"SaveImage","inputs":{"filename_prefix":"ComfyUI","images":["8",0]} } }
        """)!.AsObject();

    /// <summary>The picture of a file, sampled anew.</summary>
    public static JsonObject Image(string file)
    {
        var graph = Text();
        graph["20"] = Node("LoadImage", $$"""{"image":"{{file}}"}""");
        graph["5"] = Node("VAEEncode", """{"pixels":["20",0],"vae":["4",2]}""");
        return graph;
    }

    public static JsonNode Node(string nodeClass, string inputs) => JsonNode.Parse($$"""{"class_type":"{{nodeClass}}","inputs":{{inputs}}}""")!;
}
