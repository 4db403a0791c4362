using System.ClientModel;
using OpenAI;
using OpenAI.Chat;

namespace GenGateway.Journey.Tests.Harness;

/// <summary>The README's C# example, line for line: a test compares the two, so that what is run is what is printed there.</summary>
public static class ReadmeProgram
{
    /// <param name="endpoint">Stands where the README has its address.</param>
    /// <param name="Console">Stands where a program has its console.</param>
    public static async Task RunAsync(string endpoint, TextWriter Console)
    {
        // <readme>
        var client = new ChatClient("tiny-chat", new ApiKeyCredential("none"), new OpenAIClientOptions { Endpoint = new Uri(endpoint) });
        await foreach (var update in client.CompleteChatStreamingAsync("Which port does it listen on?"))
            foreach (var part in update.ContentUpdate)
                Console.Write(part.Text);
        // </readme>
    }
}
