// The C# peers: N calls.  usage: Peers webrequest|httpclient|fusebill N
using System;
using System.IO;
using System.Net;
using System.Net.Http;
using System.Runtime.Serialization;
using System.Runtime.Serialization.Json;
using System.Security.Cryptography.X509Certificates;
using Fusebill;

namespace Peers
{
    [DataContract]
    internal sealed class Answer
    {
        [DataMember(Name = "salesforceSynchStatus")]
        public string SalesforceSynchStatus { get; set; } = string.Empty;
    }

    internal static class Program
    {
        private static string Variable(string name) => Environment.GetEnvironmentVariable(name) ?? string.Empty;

        private static void Check(Stream stream)
        {
            var answer = (Answer)new DataContractJsonSerializer(typeof(Answer)).ReadObject(stream)!;
            if (answer.SalesforceSynchStatus != "Enabled")
            {
                throw new InvalidOperationException();
            }
        }

        private static bool Verify(X509Certificate? certificate)
        {
            var chain = new X509Chain();
            chain.ChainPolicy.ExtraStore.Add(new X509Certificate2(Variable("BENCH_CA")));
            chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
            chain.ChainPolicy.VerificationFlags = X509VerificationFlags.AllowUnknownCertificateAuthority;
            return chain.Build(new X509Certificate2(certificate!));
        }

        private static int Main(string[] arguments)
        {
            var calls = int.Parse(arguments[1]);
            var host = "https://" + Variable("BENCH_HOST") + ":" + Variable("BENCH_PORT");
            var url = host + "/v1/Salesforce/EnableSynch/172677";
            var key = "Basic " + Variable("BENCH_KEY");
            switch (arguments[0])
            {
                case "webrequest":
                    for (var call = 0; call < calls; call++)
                    {
                        var request = (HttpWebRequest)WebRequest.Create(url);
                        request.ServerCertificateValidationCallback = (_, certificate, __, ___) => Verify(certificate);
                        request.Headers.Add(HttpRequestHeader.Authorization, key);
                        request.ContentType = "application/json";
                        request.ContentLength = 0;
                        request.Method = "POST";
                        request.Proxy = null;
                        using (var response = request.GetResponse())
                        {
                            Check(response.GetResponseStream());
                        }
                    }

                    break;
                case "httpclient":
                    using (var handler = new HttpClientHandler { UseProxy = false })
                    {
                        handler.ServerCertificateCustomValidationCallback = (_, certificate, __, ___) => Verify(certificate);
                        using (var client = new HttpClient(handler))
                        {
                            client.DefaultRequestHeaders.Add("Authorization", key);
                            for (var call = 0; call < calls; call++)
                            {
                                var content = new StringContent(string.Empty, System.Text.Encoding.UTF8, "application/json");
                                using (var response = client.PostAsync(url, content).GetAwaiter().GetResult())
                                {
                                    Check(response.Content.ReadAsStreamAsync().GetAwaiter().GetResult());
                                }
                            }
                        }
                    }

                    break;
                default:
                    var options = new FusebillOptions { BaseUrl = host, CaFile = Variable("BENCH_CA") };
                    using (var client = new FusebillClient(Variable("BENCH_KEY"), options))
                    {
                        for (var call = 0; call < calls; call++)
                        {
                            if (client.EnableSynch(172677).SalesforceSynchStatus != "Enabled")
                            {
                                return 2;
                            }
                        }
                    }

                    break;
            }

            return 0;
        }
    }
}
